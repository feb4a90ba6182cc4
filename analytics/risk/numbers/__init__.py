"""Risks: the register on its matrix, exposure in money, treatments, indicators, incidents and consistency."""

import analytics.metrics  # noqa: F401  (all metrics register in one order, whichever is asked for first)
from analytics.risk.numbers.checks import RULES, Evidence, Finding, compute_checks
from analytics.risk.numbers.exposure import (
    Exposure,
    Realised,
    compute_exposure,
    compute_realised,
    load_exposure,
    load_incidents,
    load_realised,
)
from analytics.risk.numbers.indicators import Indicators, compute_indicators, load_indicators
from analytics.risk.numbers.matrix import Matrices, Matrix, load_matrices, read_matrix
from analytics.risk.numbers.register import Register, compute_mapping, load_register
from analytics.risk.numbers.treatments import Treatments, compute_treatments, load_treatments

__all__ = [
    "RULES",
    "Evidence",
    "Exposure",
    "Finding",
    "Indicators",
    "Matrices",
    "Matrix",
    "Realised",
    "Register",
    "Treatments",
    "compute_checks",
    "compute_exposure",
    "compute_indicators",
    "compute_mapping",
    "compute_realised",
    "compute_treatments",
    "load_exposure",
    "load_incidents",
    "load_indicators",
    "load_matrices",
    "load_realised",
    "load_register",
    "load_treatments",
    "read_matrix",
]

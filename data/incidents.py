"""What nobody expected: written to the log under a number that a user can name."""

from __future__ import annotations

import logging
import secrets

from data.problems import Refusal

LOG = logging.getLogger("handover")


def log_incident(error: BaseException) -> str:
    """Write ``error`` to the log under a new incident number, and return the number."""
    incident = secrets.token_hex(4).upper()
    LOG.log(logging.ERROR, "incident %s", incident, exc_info=error)
    return incident


def unexpected(error: BaseException) -> Refusal:
    """The refusal by which a command says that it broke; the details are in the log."""
    return Refusal("unexpected", incident=log_incident(error))

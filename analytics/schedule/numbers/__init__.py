"""The schedule: plan and slippage, progress and earned schedule, outlook."""

import analytics.metrics  # noqa: F401  (all metrics register in one order, whichever is asked for first)
from analytics.schedule.numbers.outlook import BurnUp, Outlook, compute_burn_up, compute_outlook, load_outlook
from analytics.schedule.numbers.plan import Difference, Plan, compute_difference, load_plan
from analytics.schedule.numbers.progress import Progress, Units, compute_progress, load_units
from analytics.schedule.numbers.shortened import Shortened, compute_kept_short, compute_shortened, find_kept
from analytics.schedule.numbers.slippage import compute_slippage

__all__ = [
    "BurnUp",
    "Difference",
    "Outlook",
    "Plan",
    "Progress",
    "Shortened",
    "Units",
    "compute_burn_up",
    "compute_difference",
    "compute_kept_short",
    "compute_outlook",
    "compute_progress",
    "compute_shortened",
    "compute_slippage",
    "find_kept",
    "load_outlook",
    "load_plan",
    "load_units",
]

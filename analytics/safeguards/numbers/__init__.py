"""What protects the transfer: information protection, continuity, support, training, documents."""

from analytics.safeguards.numbers.continuity import Continuity, load_continuity
from analytics.safeguards.numbers.documents import Documents, load_documents
from analytics.safeguards.numbers.own import Own, load_own
from analytics.safeguards.numbers.protection import Protection, load_protection
from analytics.safeguards.numbers.support import Support, load_support
from analytics.safeguards.numbers.training import Training, load_training

__all__ = [
    "Continuity",
    "Documents",
    "Own",
    "Protection",
    "Support",
    "Training",
    "load_continuity",
    "load_documents",
    "load_own",
    "load_protection",
    "load_support",
    "load_training",
]

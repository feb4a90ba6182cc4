"""What protects the transfer: information protection, continuity, support, training, documents."""

from analytics.metrics.safeguards.continuity import Continuity, load_continuity
from analytics.metrics.safeguards.documents import Documents, load_documents
from analytics.metrics.safeguards.own import Own, load_own
from analytics.metrics.safeguards.protection import Protection, load_protection
from analytics.metrics.safeguards.support import Support, load_support
from analytics.metrics.safeguards.training import Training, load_training

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

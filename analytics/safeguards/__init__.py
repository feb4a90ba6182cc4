"""Safeguards: information protection, continuity, support, training, documents."""

"""The figures of the safeguards: protection, continuity, training, documents."""

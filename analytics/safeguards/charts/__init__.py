"""The charts and tables of the safeguards: what each says and shows of its numbers."""

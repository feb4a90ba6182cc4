"""The charts and tables of staying, leaving and what the move did: what each says and shows of its numbers."""

"""The charts and tables of law and policy: what each says and shows of its numbers."""

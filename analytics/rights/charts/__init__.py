"""The charts and tables of rights: what each says and shows of its numbers."""

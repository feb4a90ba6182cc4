"""The charts and tables of complaints: what each says and shows of its numbers."""

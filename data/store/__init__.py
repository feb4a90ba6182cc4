"""The store: rows once, sightings, batches, undo, two times, rights. No DuckDB object leaves this package."""

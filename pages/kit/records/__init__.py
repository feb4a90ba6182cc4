"""The sections of the records page: batches, rows, dictionary, mappings, audit log."""

"""The cut-over in words and marks."""

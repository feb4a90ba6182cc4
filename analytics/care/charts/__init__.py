"""Care in words and marks."""

"""Whether the move pays: the room of the page."""

"""What the move costs: the room of the page."""

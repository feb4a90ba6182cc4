"""The plan and its progress: the room of the page."""

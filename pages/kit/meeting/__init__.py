"""The parts of the page of the steering meeting."""

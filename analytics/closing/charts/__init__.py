"""What each chart and table of closing says and shows."""

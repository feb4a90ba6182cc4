"""What each chart and table of satisfaction says and shows."""

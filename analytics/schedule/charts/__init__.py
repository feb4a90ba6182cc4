"""What each chart and table of the page says and draws."""

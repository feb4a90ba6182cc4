"""What the page Market says and draws."""

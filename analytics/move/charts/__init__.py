"""What the move page says and draws."""

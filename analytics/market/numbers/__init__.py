"""What is read and reckoned of the market."""

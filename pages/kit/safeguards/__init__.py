"""What only the safeguards page shows: the product's own protection."""

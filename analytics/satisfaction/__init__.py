"""How satisfied customers are, and whether the move changed it."""

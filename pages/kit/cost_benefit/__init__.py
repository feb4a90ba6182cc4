"""What only the page of cost and benefit can do: assumptions to move and to keep."""

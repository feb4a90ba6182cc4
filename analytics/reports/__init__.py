"""What leaves the product: slides, CSV, workbooks."""

"""The parts of single pages, beside their scripts: what a page shows, in functions of their own."""

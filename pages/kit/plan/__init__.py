"""Parts of the pages of plan and money."""

"""What a steering meeting is given: the pack of slides, pages and sheets, and editions that stay as they were."""

"""The brief of the week: what *This week* says, as a text to send, and the days that are due, as a calendar."""

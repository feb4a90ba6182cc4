"""Customers' rights in one room: what is read and reckoned, what each chart says and shows, what warns, and the page as
declared."""

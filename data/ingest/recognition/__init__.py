"""Which field each column is and which dataset a table, by what headers mean, what cells hold and how all of it
fits."""

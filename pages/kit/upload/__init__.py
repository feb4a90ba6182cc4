"""The pieces of the upload page: one file on its way in, its columns, its questions, its problems and its end."""

"""The commands of ``python -m data``: the same functions as the pages, for scripts and timetables."""

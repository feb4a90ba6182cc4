"""What is delivered with the product about law, as files that can be corrected: obligations, calendars, steps of
closing."""

from data.legal.seed import Calendar, load_calendars, load_catalogue, load_clocks, load_steps

__all__ = ["Calendar", "load_calendars", "load_catalogue", "load_clocks", "load_steps"]

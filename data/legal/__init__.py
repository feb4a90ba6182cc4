"""What is delivered with the product about law, as files that can be corrected: catalogue of obligations, calendars."""

from data.legal.seed import Calendar, load_calendars, load_catalogue

__all__ = ["Calendar", "load_calendars", "load_catalogue"]

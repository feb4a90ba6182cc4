"""The safeguards page: what is read, its message and tiles, and its sections."""

from pages.kit.safeguards.frame import Found, choose_section, message, read_safeguards, tiles
from pages.kit.safeguards.sections import show_section
from pages.kit.safeguards.support import read_support

__all__ = ["Found", "choose_section", "message", "read_safeguards", "read_support", "show_section", "tiles"]

"""The pieces of the compliance page."""

from pages.kit.compliance.frame import choose_section, message, read_compliance
from pages.kit.compliance.sections import show_section

__all__ = ["choose_section", "message", "read_compliance", "show_section"]

"""Closing a branch and splitting a company: each step with its day and proof, what still stands, and the money held for
customers."""

from analytics.closing.area import AREA
from pages.kit.area import show_area
from pages.kit.guard import guard

view = guard("closing")

show_area(view, AREA)

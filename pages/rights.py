"""Customers' rights: who was told, who must agree and has, whether groups fare alike, what was promised and
answered."""

from analytics.rights.area import AREA
from pages.kit.area import show_area
from pages.kit.guard import guard
from pages.kit.proof import show_proof
from pages.kit.rights import show_call_list, show_fact_sheet

view = guard("rights")

show_area(view, AREA, {"calls": show_call_list, "sheet": show_fact_sheet, "proof": show_proof})

"""What the law asks of the transfer and until when, whether it was done and proved, and what reviews have found."""

from analytics.compliance.area import AREA
from pages.kit.area import show_area
from pages.kit.compliance import show_report, show_starts, show_template
from pages.kit.evidence import show_files
from pages.kit.guard import guard

view = guard("compliance")

show_area(view, AREA, {"starts": show_starts, "report": show_report, "template": show_template, "files": show_files})

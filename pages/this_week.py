"""How the programme stands this week."""

from pages.kit.empty import show_empty_programme
from pages.kit.guard import guard
from pages.kit.page import show_context, show_message

view = guard("this_week")
t = view.t

if view.store.is_empty():
    show_empty_programme(view, "this_week")
else:
    show_context(t("page.this_week"))
    show_message(t("page.this_week"))

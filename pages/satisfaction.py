"""How satisfied customers are, and whether the move changed it."""

from pages.kit.empty import show_empty_programme
from pages.kit.guard import guard
from pages.kit.page import show_context, show_message

view = guard("satisfaction")
t = view.t

if view.store.is_empty():
    show_empty_programme(view, "satisfaction")
else:
    show_context(t("page.satisfaction"))
    show_message(t("page.satisfaction"))

"""The records behind the numbers: batches, quality, dictionary."""

from pages.kit.empty import show_empty_programme
from pages.kit.guard import guard
from pages.kit.page import show_context, show_message

view = guard("records")
t = view.t

if view.store.is_empty():
    show_empty_programme(view, "records")
else:
    show_context(t("page.records"))
    show_message(t("page.records"))

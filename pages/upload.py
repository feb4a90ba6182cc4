"""A file becomes rows: read, recognised, mapped, checked, kept."""

from pages.kit.empty import show_empty_programme
from pages.kit.guard import guard
from pages.kit.page import show_context, show_message

view = guard("upload")
t = view.t

if view.store.is_empty():
    show_empty_programme(view, "upload")
else:
    show_context(t("page.upload"))
    show_message(t("page.upload"))

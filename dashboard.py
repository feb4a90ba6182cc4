"""The door of the product: rights, language, menu; then one page runs. Start it with ``streamlit run dashboard.py``."""

from pages.kit.errors import caught
from pages.kit.frame import open_frame
from pages.kit.state import read_rights

page, t = open_frame(read_rights())
with caught(t):
    page.run()

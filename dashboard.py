"""The door of the product: sign-in, rights, language, menu; then one page runs. Start it with ``streamlit run
dashboard.py``."""

import pages.kit.modules  # noqa: F401 - first: two readers of a new server must not load half of each
from analytics.reckoning import share_this_process
from data.incidents import log_beside_the_store
from data.language import Translator
from data.private import keep_private
from pages.kit.entrance import enter
from pages.kit.errors import caught
from pages.kit.frame import open_frame
from pages.kit.state import read_language

keep_private()
log_beside_the_store()
share_this_process()
words = Translator(read_language())
with caught(words, last=True):
    open_frame(enter(words)).run()

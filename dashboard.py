"""The door of the product: rights, language, menu; then one page runs. Start it with ``streamlit run dashboard.py``."""

from analytics.reckoning import share_this_process
from data.incidents import log_beside_the_store
from data.language import Translator
from data.private import keep_private
from pages.kit.errors import caught
from pages.kit.frame import open_frame
from pages.kit.state import read_language, read_rights

keep_private()
log_beside_the_store()
share_this_process()
with caught(Translator(read_language()), last=True):
    open_frame(read_rights()).run()

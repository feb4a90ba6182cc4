"""The product as a server, the way it is started: ``streamlit run asgi.py``. ``dashboard.py`` is what runs for each reader.

A server beyond the loopback does not start without sign-in; without sign-in only this machine is answered, whatever is asked for.
"""

import streamlit as st
from starlette.middleware import Middleware

from pages.kit.server import AnswersThisMachine, begin

begin()
app = st.App("dashboard.py", middleware=[Middleware(AnswersThisMachine)])

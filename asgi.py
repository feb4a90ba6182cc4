"""The product as a server, the way it is started: ``streamlit run asgi.py``. ``dashboard.py`` is what runs for each
reader.

A server beyond the loopback does not start without sign-in; without sign-in only this machine is answered, whatever is
asked for. Every answer binds the browser.
"""

import streamlit as st
from starlette.middleware import Middleware

from pages.kit.headers import ROUTES, Guarded, warmed
from pages.kit.messages import OnlyWhatPagesSend
from pages.kit.server import AnswersThisMachine, begin

begin()
app = st.App(
    "dashboard.py",
    routes=ROUTES,
    middleware=[Middleware(Guarded), Middleware(AnswersThisMachine), Middleware(OnlyWhatPagesSend)],
    lifespan=warmed,
)

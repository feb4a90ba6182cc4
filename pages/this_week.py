"""How the programme stands this week: one sentence, four numbers, the waves, what is new, how old the inputs are; and
by choice how each area stands, what changed and what is due."""

import streamlit as st

from analytics.alerts.answers import Watch, load_watch
from analytics.alerts.tables import news_title
from analytics.programme import load_arrivals
from analytics.readiness.numbers.gates import load_readiness
from analytics.week import SCORES, waves_title
from pages.kit.branches import read_branches
from pages.kit.brief import SECTIONS, show_section
from pages.kit.cache import keep, working
from pages.kit.card import card
from pages.kit.controls import controls, pick
from pages.kit.empty import show_empty_programme
from pages.kit.errors import Standin, caught, said
from pages.kit.guard import guard
from pages.kit.head import read_overview, show_head
from pages.kit.missing import show_way
from pages.kit.readings import read_history, read_standing, show_standings
from pages.kit.state import VIEW, link_params
from pages.kit.status import legend
from pages.kit.week import ages, last_alert, message, news, recent_alerts, waves_table

view = guard("this_week")
t = view.t

if view.store.is_empty():
    show_empty_programme(view, "this_week")
    st.stop()

# The week is the whole programme's: of the link only the as-of counts.
view = view.whole()
overview = read_overview(view)


def read_watch() -> Watch | Standin:
    """The alerts with their answers."""
    return keep(view, "alerts watch", lambda: load_watch(view.store, view.scope))


week = said(t, lambda: t("context.week", n=overview.as_of.isocalendar().week))
with working(view):
    ready = keep(view, "readiness", lambda: load_readiness(view.store, view.scope))
    watch = read_watch()
    scores = [read_standing(view, score) for score in SCORES]
    sentence = said(t, lambda: message(overview, ready, watch, scores, t))
show_head(view, "this_week", sentence, week)
with controls():
    section = pick(t("plan.section"), SECTIONS, VIEW, lambda code: t(f"week.view.{code}"), default=SECTIONS[0])
if section != SECTIONS[0]:
    show_section(view, section)
    st.stop()

with caught(t):
    with working(view):
        histories = [read_history(view, score) for score in scores]
    show_standings(view, scores, histories=histories)

left, right = st.columns([1.25, 1])
with left, caught(t), card(waves_title(read_overview(view), t), t("week.waves.subtitle"), key="card-plan"):
    if overview.waves:
        st.html(waves_table(overview, t, read_branches(view), ready))
        st.html(legend(t, "good", "watch", "bad", "none"))
    else:
        show_way(view, "waves", ("waves",))
with right, caught(t):
    causes = recent_alerts(watch)
    arrivals = keep(view, "arrivals", lambda: load_arrivals(view.store, view.scope))
    with card(news_title(read_watch(), t), t("week.news.subtitle"), key="card-news"):
        st.html(news(causes, last_alert(watch.every), arrivals, t))
        if causes or watch.muted:
            words = t("week.news.way", n=len(watch.muted)) if watch.muted else t("week.news.all")
            st.page_link(
                "pages/alerts.py", label=words, icon=":material/arrow_forward:", query_params=link_params(view.scope)
            )

with caught(t):
    st.html(ages(overview.inputs, t))

"""How satisfied customers are, and whether the move changed it: by week, by weeks since cut-over, by wave, by group."""

from functools import partial

import streamlit as st

from pages.kit.chart_card import two
from pages.kit.empty import show_empty_programme
from pages.kit.errors import alone, said
from pages.kit.guard import guard
from pages.kit.head import show_head
from pages.kit.missing import show_needed
from pages.kit.readings import show_metrics
from pages.kit.survey.answers import show_answers
from pages.kit.survey.cards import TILES, message, read_survey, show_calendar, show_event, show_groups, show_waves
from pages.kit.survey.controls import show_controls
from pages.kit.survey.sections import NEEDS, choose_section, open_section

view = guard("satisfaction")

if view.store.is_empty():
    show_empty_programme(view, "satisfaction")
    st.stop()

head = st.container()
choice = show_controls(view)
section = choose_section(view)
if section != "overview":
    finding, show_section = open_section(view, section, choice.score)
    with head:
        show_head(view, "satisfaction", finding)
    alone(view.t, show_section, lambda: show_needed(view, f"needed-{section}", NEEDS.get(section, ())))
    st.stop()

survey = read_survey(view, choice)
with head:
    show_head(view, "satisfaction", said(view.t, lambda: message(survey, view)))

alone(view.t, lambda: show_metrics(view, TILES))

# The axis that was chosen stands left, where the question is; the other answers beside it.
question, detail = (show_calendar, show_event) if view.scope.axis == "calendar" else (show_event, show_calendar)
for row in ((question, detail), (show_waves, show_groups)):
    two([partial(show, view, survey) for show in row])

alone(view.t, lambda: show_answers(view, survey))

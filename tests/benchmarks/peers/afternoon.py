"""What somebody writes in an afternoon: the answers in pandas, four numbers, four charts by ``st.plotly_chart``."""

import os

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

st.set_page_config(layout="wide")


@st.cache_data
def answers() -> pd.DataFrame:
    frame = pd.read_parquet(os.environ["PEER_ANSWERS"])
    frame["week"] = frame["answered_at"].dt.to_period("W").dt.start_time
    return frame


frame = answers()
score = st.segmented_control("Score", ["nps", "csat", "ces"], key="score", default="nps", required=True)
if score == "nps":
    value = frame["nps"].ge(9).astype(float) - frame["nps"].le(6).astype(float)
else:
    value = frame[score].ge(frame[f"{score}_points"] - 1).astype(float)
known = frame.assign(value=value * 100)[frame[score].notna()]

for place, (name, text) in zip(
    st.columns(4),
    (
        ("Score", f"{known['value'].mean():.1f}"),
        ("Answers", f"{len(known):,}"),
        ("Waves", str(known["wave"].nunique())),
        ("Last week", f"{known.groupby('week')['value'].mean().iloc[-1]:.1f}"),
    ),
    strict=True,
):
    place.metric(name, text)

left, right = st.columns(2)
weekly = known.groupby("week")["value"].agg(["mean", "sem"])
line = go.Figure()
line.add_scatter(x=weekly.index, y=weekly["mean"] + 1.96 * weekly["sem"], mode="lines", line_width=0, showlegend=False)
line.add_scatter(x=weekly.index, y=weekly["mean"] - 1.96 * weekly["sem"], mode="lines", line_width=0, fill="tonexty")
line.add_scatter(x=weekly.index, y=weekly["mean"], mode="lines+markers", name=score)
left.plotly_chart(line, key="weeks")

waves = go.Figure()
for wave, part in known.groupby("wave"):
    one = part.groupby("week")["value"].mean()
    waves.add_scatter(x=one.index, y=one, mode="lines", name=wave)
right.plotly_chart(waves, key="waves")

left, right = st.columns(2)
for place, by in ((left, "segment"), (right, "branch")):
    groups = known.groupby(by)["value"].agg(["mean", "sem"])
    dots = go.Figure()
    dots.add_scatter(
        x=groups["mean"], y=groups.index, mode="markers", error_x={"array": groups["sem"] * 1.96}, name=score
    )
    place.plotly_chart(dots, key=by)

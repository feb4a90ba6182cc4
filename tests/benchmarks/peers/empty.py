"""The least that a Streamlit page can be: one control, and one line that says what was chosen."""

import streamlit as st

score = st.segmented_control("Score", ["nps", "csat", "ces"], key="score", default="nps", required=True)
st.write(score)

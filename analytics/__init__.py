"""Numbers: metrics, statistics, figures, alerts and reports over a Scope. Knows nothing of Streamlit."""

"""Rows: datasets, reading of files, the store, the demo, access and language. Knows nothing of Streamlit or Plotly."""

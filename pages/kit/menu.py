"""What Streamlit says in English only, and the messages that stand there instead."""

MENU = {
    "System": "system",
    "Light": "light",
    "Dark": "dark",
    "Print": "print",
    "Record screen": "record",
    "Stop recording": "stop",
    "About": "about",
    "Page not found": "missing",
    "The page that you have requested does not seem to exist. Running the app's main page.": "missing_todo",
}
"""What Streamlit says in its menu and its dialogs → the message ``menu.<key>`` that stands there instead."""

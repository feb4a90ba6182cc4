"""Driving the upload and the records in AppTest."""

from __future__ import annotations

from pathlib import Path

from tests.sessions import AppTest

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60


def open_app(page: str, *, lang: str = "en") -> AppTest:
    """The product at a page, entered through the door."""
    app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=PATIENCE)
    app.query_params["lang"] = lang
    app.switch_page(f"pages/{page}.py").run()
    assert not app.exception
    return app


def drop(app: AppTest, name: str, content: bytes) -> AppTest:
    """Drop a file on the upload page and let it be read."""
    app.file_uploader[0].upload(name, content)
    app.run()
    assert not app.exception
    return app


def told(app: AppTest) -> str:
    """Everything the page says in HTML."""
    return "\n".join(str(element.proto.body) for element in app.get("html"))


def message(app: AppTest) -> str:
    """The heading of the page."""
    text = next(part for part in reversed(told(app).split("\n")) if "<h1" in part)
    return text.split(">", 1)[1].split("<", 1)[0]


def press(app: AppTest, key: str) -> AppTest:
    """Press a button by its key."""
    app.button(key=key).click().run()
    assert not app.exception
    return app


def confirm(app: AppTest, **said: object) -> AppTest:
    """Press what confirms all that is asked, with other answers for some lines, by the place of the line
    (``line_0``)."""
    for line, choice in said.items():
        place = line.removeprefix("line_")
        widget = next(
            one
            for kind in ("selectbox", "date_input", "text_input")
            for one in app.get(kind)
            if str(one.key).startswith("upload_said_") and str(one.key).endswith(f"_{place}")
        )
        widget.set_value(choice)
    return press(app, "upload_asked_go")


def answer(app: AppTest, choice: str) -> AppTest:
    """Answer the question that is shown."""
    widget = next(one for one in _asked(app))
    widget.set_value(choice).run()
    assert not app.exception
    return app


def _asked(app: AppTest):
    for kind in ("segmented_control", "selectbox", "text_input"):
        for one in app.get(kind):
            if str(one.key).startswith("upload_answer_"):
                yield one

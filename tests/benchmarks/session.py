"""A session of the dashboard as a browser has one, without the browser: it opens pages, drops files and presses buttons
over the websocket, and says how long each took until the last word of the page had come."""

from __future__ import annotations

import json
import urllib.request
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any
from uuid import uuid4

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

PATIENCE = 120.0
"""Seconds after which a page that has not come is a failure."""
BIGGEST = 2**26


@dataclass
class Session:
    """One visitor at ``address`` (``http://localhost:8501``). ``problems`` are the words of what the pages could not
    show."""

    address: str
    lang: str = "en"
    line: ClientConnection = field(init=False, repr=False)
    session_id: str = field(init=False, default="")
    pages: dict[str, str] = field(init=False, default_factory=dict)
    widgets: dict[str, tuple[str, Any]] = field(init=False, default_factory=dict)
    kept: dict[str, ForwardMsg] = field(init=False, default_factory=dict, repr=False)
    page: str = field(init=False, default="")
    query: str = field(init=False, default="")
    said: list[str] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        self.line = connect(
            self.address.replace("http", "ws", 1) + "/_stcore/stream",
            subprotocols=["streamlit"],  # type: ignore[list-item]
            origin=self.address,  # type: ignore[arg-type]
            max_size=BIGGEST,
            open_timeout=PATIENCE,
            ping_timeout=PATIENCE,
            compression=None,
            legacy=True,
        )

    def close(self) -> None:
        self.line.close()

    def open(self, page: str, **query: str) -> float:
        """Go to a page by its address; the seconds until it stands."""
        self.query = "&".join(f"{name}={value}" for name, value in {"lang": self.lang, **query}.items())
        self.widgets.clear()
        known = self.pages.get(page, "")
        return self._run(page_name="" if known else page, page_script_hash=known)

    def again(self) -> float:
        """Run the page that is open once more."""
        return self._run(page_script_hash=self.page)

    def drop(self, name: str, content: bytes) -> float:
        """Put a file into the field for files of the page that is open."""
        field_id = next(key for key, (kind, _) in self.widgets.items() if kind == "file_uploader")
        asked = BackMsg()
        asked.file_urls_request.request_id = uuid4().hex
        asked.file_urls_request.file_names.append(name)
        asked.file_urls_request.session_id = self.session_id
        began = perf_counter()
        self.line.send(asked.SerializeToString())
        while True:
            told = self._next()
            if told.WhichOneof("type") == "file_urls_response":
                break
        urls = told.file_urls_response.file_urls[0]
        self._put(urls.upload_url, name, content)
        self.widgets[field_id] = ("dropped", (name, len(content), urls))
        self._run(page_script_hash=self.page)
        return perf_counter() - began

    def press(self, key: str) -> float:
        """Press the button of a key."""
        button = self.button(key)
        if button is None:
            raise LookupError(f"no button {key} on the page")
        return self._run(page_script_hash=self.page, pressed=button)

    def button(self, key: str) -> str | None:
        """The id of the button with a key, where the page shows one."""
        return next(
            (name for name, (kind, _) in self.widgets.items() if kind == "button" and name.endswith(f"-{key}")), None
        )

    @property
    def words(self) -> str:
        """All that the page says as text or HTML."""
        return "\n".join(self.said)

    def _put(self, url: str, name: str, content: bytes) -> None:
        edge = uuid4().hex
        body = (
            (
                f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
                "Content-Type: application/octet-stream\r\n\r\n"
            ).encode()
            + content
            + f"\r\n--{edge}--\r\n".encode()
        )
        with urllib.request.urlopen(f"{self.address}/_stcore/health", timeout=PATIENCE) as answer:
            cookie = answer.headers.get("Set-Cookie", "").split(";")[0]
        given = urllib.request.Request(f"{self.address}{url}", data=body, method="PUT")
        given.add_header("Content-Type", f"multipart/form-data; boundary={edge}")
        given.add_header("Cookie", cookie)
        given.add_header("X-Xsrftoken", cookie.partition("=")[2])
        with urllib.request.urlopen(given, timeout=PATIENCE) as answer:
            assert answer.status == 204

    def _next(self) -> ForwardMsg:
        told = ForwardMsg()
        message = self.line.recv(timeout=PATIENCE)
        told.ParseFromString(message if isinstance(message, bytes) else message.encode())
        return told

    def _run(self, *, page_name: str = "", page_script_hash: str = "", pressed: str = "") -> float:
        asked = BackMsg()
        asked.rerun_script.query_string = self.query
        asked.rerun_script.page_name = page_name
        asked.rerun_script.page_script_hash = page_script_hash
        asked.rerun_script.widget_states.SetInParent()
        asked.rerun_script.cached_message_hashes.extend(self.kept)
        asked.rerun_script.context_info.locale = self.lang
        asked.rerun_script.context_info.timezone = "UTC"
        for name, (kind, value) in self.widgets.items():
            if kind == "dropped":
                state = asked.rerun_script.widget_states.widgets.add()
                state.id = name
                info = state.file_uploader_state_value.uploaded_file_info.add()
                info.name, info.size, info.file_id = value[0], value[1], value[2].file_id
                info.file_urls.CopyFrom(value[2])
        if pressed:
            state = asked.rerun_script.widget_states.widgets.add()
            state.id, state.trigger_value = pressed, True
        began = perf_counter()
        self.line.send(asked.SerializeToString())
        self.said = []
        while True:
            told = self._next()
            if told.WhichOneof("type") == "ref_hash":  # said before, and not sent again
                told = self.kept[told.ref_hash]
            elif told.metadata.cacheable:
                self.kept[told.hash] = told
            kind = told.WhichOneof("type")
            if kind == "new_session":
                self.session_id = told.new_session.initialize.session_id or self.session_id
                self.page = told.new_session.page_script_hash
                self.said = []
                self.widgets = {name: found for name, found in self.widgets.items() if found[0] == "dropped"}
            elif kind == "navigation":
                self.pages |= {page.url_pathname: page.page_script_hash for page in told.navigation.app_pages}
                self.page = told.navigation.page_script_hash or self.page
            elif kind == "page_info_changed":
                self.query = told.page_info_changed.query_string
            elif kind == "delta":
                self._take(told)
            elif kind == "script_finished" and told.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                return perf_counter() - began

    def _take(self, told: ForwardMsg) -> None:
        element = told.delta.new_element
        kind = element.WhichOneof("type")
        if kind in ("button", "file_uploader"):
            self.widgets[getattr(element, kind).id] = (kind, None)
        elif kind == "html":
            self.said.append(element.html.body)
        elif kind == "markdown":
            self.said.append(element.markdown.body)
        elif kind == "exception":
            self.said.append(json.dumps({"exception": element.exception.message}))

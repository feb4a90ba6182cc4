"""What comes from the browser beside requests: messages over the connection of a session, and files.

Streamlit obeys messages that no page of the product sends: one empties what every session keeps and closes the stores
under all, others install files for programmers or ask for the history of the code. Whoever has a connection could send
them. And it keeps what anybody uploads in memory, before it is known who that is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from google.protobuf.message import DecodeError
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.runtime import get_instance
from streamlit.runtime.scriptrunner import get_script_run_ctx

from data.access import Rights

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

SENT = frozenset({"rerun_script", "stop_script", "app_heartbeat", "file_urls_request", "backend_operation_request"})
"""Kinds of messages that pages send."""
OPERATIONS = frozenset({"deferred_file", "dataframe_chunk"})
"""What pages ask for without a run: a file to take along, more rows of a long table."""
UPLOADS = "/_stcore/upload_file/"
UNFIT = 1003
"""Why a connection is closed: what it sent is of no kind that is understood."""
MANY = 1000
_MAY_UPLOAD: set[str] = set()
"""Sessions whose reader may bring files, as of their last run."""


def admit_files(rights: Rights | None) -> None:
    """Say whether the reader of this session may bring files; ``None`` where nobody is known."""
    context = get_script_run_ctx()
    if context is None:
        return
    if rights is None or not rights.may_write:
        _MAY_UPLOAD.discard(context.session_id)
        return
    if len(_MAY_UPLOAD) >= MANY:
        over = {one for one in _MAY_UPLOAD if not get_instance().is_active_session(one)}
        _MAY_UPLOAD.difference_update(over)
    _MAY_UPLOAD.add(context.session_id)


def refuses_file(scope: Scope) -> bool:
    """Whether a request brings a file to a session whose reader may not bring any."""
    _, found, rest = str(scope["path"]).partition(UPLOADS)
    return bool(found) and scope["method"] == "PUT" and rest.partition("/")[0] not in _MAY_UPLOAD


def is_sent(told: bytes) -> bool:
    """Whether a message is of a kind that pages send; one that cannot be read is left to Streamlit, which ends the
    connection."""
    message = BackMsg()
    try:
        message.ParseFromString(told)
    except DecodeError:
        return True
    kind = message.WhichOneof("type")
    if kind == "backend_operation_request":
        return message.backend_operation_request.WhichOneof("payload") in OPERATIONS
    return kind in SENT


class OnlyWhatPagesSend:
    """Leaves out every message that is of no page's."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket":
            await self.app(scope, receive, send)
            return

        async def received() -> Message:
            while True:
                message = await receive()
                if message["type"] != "websocket.receive":
                    return message
                if message.get("bytes") is None:  # words: Streamlit's answer to them is an error in the log
                    await send({"type": "websocket.close", "code": UNFIT})
                    return {"type": "websocket.disconnect", "code": UNFIT}
                if is_sent(message["bytes"]):
                    return message

        await self.app(scope, received, send)

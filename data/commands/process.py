"""A command as a process of its own: whatever happens, it ends with an exit code and words, never with a traceback."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from io import TextIOWrapper
from typing import NoReturn, TextIO

from data.commands.console import ATTENTION, tell_refusal
from data.commands.parser import language
from data.incidents import log_beside_the_store, unexpected
from data.language import Translator
from data.others import on_terminal
from data.private import keep_private
from data.problems import Refusal

STOPPED, PIPE_CLOSED = 130, 141
"""Exit codes of a shell: 128 and the number of the signal."""


class Terminal(TextIOWrapper):
    """What somebody looks at; names of others only stand on it. What goes into a file or another program stays as it
    is."""

    def write(self, text: str) -> int:
        super().write(on_terminal(text))
        return len(text)


def run(main: Callable[[Sequence[str]], int], argv: Sequence[str]) -> int:
    """Run ``main`` on ``argv`` and write its answer in UTF-8, whatever the machine's language.

    A reader that went away, a disk that is full and Ctrl+C are told in a line on the error output.
    """
    if sys.stdout is None or sys.stderr is None:  # the caller closed them
        nowhere = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - for the life of the process
        sys.stdout, sys.stderr = sys.stdout or nowhere, sys.stderr or nowhere
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
            if stream.isatty():
                setattr(sys, name, Terminal(stream.buffer, encoding="utf-8", errors="replace", line_buffering=True))
    keep_private()
    log_beside_the_store()
    signal.signal(signal.SIGTERM, _stop)
    try:
        code = main(argv)
        sys.stdout.flush()
    except BrokenPipeError:
        _silence()
        return PIPE_CLOSED
    except OSError:
        _silence()
        return _last_words(argv, "command.not_written", ATTENTION)
    except KeyboardInterrupt:
        return _last_words(argv, "command.stopped", STOPPED)
    return code


def answered(arguments: Sequence[str], work: Callable[[Translator], int], out: TextIO, *, inside: bool = False) -> int:
    """The exit code of ``work``, given the words of the language asked for; what it raises is told on ``out``.

    ``inside`` the process of another (the owner of the store) there is nobody else to say that the answer could not be
    written; a process of its own is told by :func:`run`.
    """
    t = Translator()

    def refused(refusal: Refusal) -> int:
        return tell_refusal(refusal, t, out, as_json="--json" in arguments)

    try:
        t = Translator(language(arguments))
        return work(t)
    except SystemExit as end:  # --help
        return int(end.code or 0)
    except Refusal as refusal:
        return refused(refusal)
    except OSError as error:
        if not inside and isinstance(out, TextIOWrapper):
            raise
        return refused(unexpected(error, " ".join(arguments[:1])))
    except Exception as error:  # noqa: BLE001 - the last line before the user: whatever it is, it is logged and told
        return refused(unexpected(error, " ".join(arguments[:1])))


def _stop(_: int, __: object) -> NoReturn:
    """A command that is told to end (``kill``, a shutdown) clears up after itself as with Ctrl+C."""
    raise KeyboardInterrupt


def _last_words(argv: Sequence[str], key: str, code: int) -> int:
    with suppress(OSError, Refusal):
        sys.stderr.write("\n" + Translator(language(argv))(key) + "\n")
        sys.stderr.flush()
    return code


def _silence() -> None:
    """What is still unwritten has nowhere to go: without this the interpreter complains about it at its end."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

"""Who is looking: signed in by the organisation's provider, the one user of this machine, or a guest of an open demo.

What the provider says of a reader is asked anew at each run of a page, and so is what the programme grants: a sign-in
that has expired, a role that was taken away and a sign-out in another tab hold from the next click on.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import streamlit as st

from data.access import STRONGEST, Rights, local_rights, named_rights
from data.clock import machine_seconds
from data.demo.only import holds_only_the_demo
from data.incidents import log_incident
from data.problems import Refusal
from data.programmes import name_of, programmes
from data.settings import settings
from data.store import Store
from data.store.grants import granted
from data.store.signed_out import end_sign_in, ended
from data.whose import elsewhere
from pages.kit.cache import open_each, open_programme
from pages.kit.hosts import check_address, check_headers, is_loopback
from pages.kit.state import ARRIVED, BOUND, OFFERED, PROGRAMME, bind, read_kept, read_param

GUEST = "guest"
EVERY = "*"
"""What stands before a role that holds in every programme."""
SECRET_LENGTH = 32
"""Characters that the secret of the cookies has at least: who guesses it is whoever he likes."""
_TOLD: set[tuple[str, str, str]] = set()
"""Sign-ins that are in the audit log of a store, with what came of them."""
_OVER: set[str] = set()
"""Sign-ins that ended since this server began where no store could be told."""
_SEEN: set[tuple[str, str]] = set()
"""Readers and the names of programmes that were open to them since this server began."""


class NotSignedIn(Exception):
    """Nobody is signed in. ``why``: '' at the beginning, ``expired``, ``ended``."""

    def __init__(self, why: str = "") -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class SignedIn:
    """What the provider says of the reader: name, roles as it writes them, branches and waves; ``key`` tells sign-ins
    apart."""

    user: str
    roles: tuple[str, ...]
    branches: tuple[str, ...]
    waves: tuple[str, ...]
    key: str
    until: float

    def role_in(self, programme: str) -> str:
        """The role in one programme; '' where none is told. Where programmes have names a role holds in the one that
        stands before it, ``east:analyst``, or in all, ``*:executive``: without either in none, so that nobody is let
        into a programme by an oversight."""
        told = [word.rpartition(":") for word in self.roles]
        here = {
            role
            for where, colon, role in told
            if where == EVERY or (where.casefold() == programme.casefold() if programme else not colon)
        }
        return next((role for role in STRONGEST if role in here), "")


def wanted() -> bool:
    """Whether readers sign in: the secrets name a provider. Refusal ``signin_unfit`` where that cannot be told for
    certain, so that a slip in the file opens nothing."""
    if not st.secrets.load_if_toml_exists():
        if any(Path(place).exists() for place in st.get_option("secrets.files")):
            raise Refusal("signin_unfit", what="secrets.toml")
        return False
    return "auth" in st.secrets


def providers() -> list[str]:
    """The names under which providers are told, '' for the one without a name. Refusal ``signin_unfit``."""
    told: Mapping[str, Any] = st.secrets["auth"]
    if len(str(told.get("cookie_secret", ""))) < SECRET_LENGTH:
        raise Refusal("signin_unfit", what="cookie_secret")
    back = urlsplit(str(told.get("redirect_uri", "")))
    if not back.path.endswith("/oauth2callback") or not (back.scheme == "https" or is_loopback(back.hostname or "")):
        raise Refusal("signin_unfit", what="redirect_uri")
    needed = ("client_id", "client_secret", "server_metadata_url")
    found = [name for name, one in told.items() if isinstance(one, Mapping) and all(one.get(key) for key in needed)]
    found = ["", *found] if all(told.get(key) for key in needed) else found
    if not found:
        raise Refusal("signin_unfit", what=", ".join(needed))
    return found


def read_rights() -> Rights:
    """The rights of the reader of this session, as they stand now. Raises :class:`NotSignedIn`, and a ``Refusal`` where
    who is looking has no access, or where this server answers nobody."""
    return _read_reader()(open_programme())


def _read_reader() -> Callable[..., Rights]:
    """Who is looking, as the way from a store to what he may do with it; ``logged=False`` where he only might."""
    here, signed = settings(), wanted()
    check_address(st.get_option("server.address"), signed=signed, open_to_all=here.open)
    if signed:
        return partial(rights_of, read_sign_in())
    if here.open:
        return _as_guest
    check_headers(st.context.headers.to_dict().items())
    return lambda store, logged=True: local_rights(here.user, here.role)


def _as_guest(store: Store, logged: bool = True) -> Rights:
    if not holds_only_the_demo(store):
        raise Refusal("open_without_demo")
    return local_rights(GUEST, "presenter")


def choose_programme() -> None:
    """Let this session be of the programme that its address names, else of the one it was of, else of the first that
    the reader may look at. Raises as :func:`read_rights`, and the refusal ``programme_unknown``, which does not tell
    whether there is one of that name.

    Whose store cannot be opened is not known to be the reader's, unless he was seen there before or this machine has
    but one user.
    """
    st.session_state.pop(OFFERED, None)
    if len(programmes()) == 1:
        st.session_state.pop(BOUND, None)
        return
    with elsewhere():
        reader, stores = _read_reader(), open_each()
        user = read_sign_in().user.casefold() if wanted() else ""
        open_to, refused = [], []
        for name, store in stores.items():
            may = store if isinstance(store, Refusal) else _may_look(reader, store)
            if may is None:
                open_to.append(name)
                _SEEN.add((user, name))
            elif may.code in OF_THE_READER:
                refused.append((store, may))
            else:  # whose this is cannot be asked now
                stores[name] = may
        out = {name: why for name, why in stores.items() if isinstance(why, Refusal)}
        ours = not wanted() and not settings().open  # one user of this machine, whose they all are
        shut = {name: why for name, why in out.items() if ours or (user, name) in _SEEN}
        st.session_state[OFFERED] = tuple(open_to), tuple(shut)
        asked = next(reversed(read_param(PROGRAMME)), "") or st.session_state.get(BOUND, "") or _asked_before()
        if not asked and not open_to and not shut and out and wanted():  # it may be his, or not: neither is told
            raise Refusal("not_granted", who=user)
        if not asked and not open_to and not out and refused:
            for store, _ in refused:
                with suppress(Refusal):
                    reader(store)
            raise refused[0][1]
        asked = asked or next(iter([*open_to, *shut]), "")
        if asked not in open_to and asked not in shut:
            if isinstance(stores.get(asked), Store):
                with suppress(Refusal):
                    reader(stores[asked])
            raise Refusal("programme_unknown", name=asked)
        if asked in shut and wanted():
            raise Refusal(shut[asked].code, where=shut[asked].where, **shut[asked].params)
    bind(asked)


def _asked_before() -> str:
    """The programme of the link that was followed before the sign-in, which leads back to the first page without a word
    of it."""
    if not wanted() or st.session_state.get(ARRIVED) or st.query_params:
        return ""
    return next(reversed(read_kept()[1].get(PROGRAMME, [])), "")


OF_THE_READER = frozenset({"not_granted", "access_ended", "nothing_named", "open_without_demo"})
"""Refusals that say something of who is looking; any other says that a store does not answer."""


def _may_look(reader: Callable[..., Rights], store: Store) -> Refusal | None:
    """Why the reader may not look into a store, or why it cannot be asked; none where he may."""
    try:
        reader(store, logged=False)
    except Refusal as refusal:
        return refusal
    except Exception as error:  # noqa: BLE001 - what breaks in one programme must not take the others with it
        return Refusal("unexpected", incident=log_incident(error, "programme"))
    return None


def look_beside(name: str) -> tuple[Store, Rights]:
    """The store of another programme of the reader and his rights in it. Refusal ``programme_unknown``."""
    with elsewhere():
        store = open_each().get(name)
        if not isinstance(store, Store):
            raise Refusal("programme_unknown", name=name)
        return store, _read_reader()(store, logged=False)


def read_sign_in() -> SignedIn:
    """What the provider says of the reader of this session. Raises :class:`NotSignedIn`."""
    providers()
    claims = st.user.to_dict()
    if claims.get("is_logged_in") is not True:
        raise NotSignedIn
    found = told_by(claims)
    now = machine_seconds()
    if found.until <= now:
        raise NotSignedIn("expired")
    with elsewhere():
        over = any(_over(found.key, store) for store in open_each().values() if isinstance(store, Store))
    if over or found.key in _OVER:
        raise NotSignedIn("ended")
    return found


def _over(key: str, store: Store) -> bool:
    """Whether a sign-in ended, as far as this store tells: of several programmes one that does not answer keeps nobody
    out of the others."""
    try:
        return key in ended(store)
    except Refusal:
        if len(programmes()) == 1:
            raise
        return False
    except Exception as error:
        if len(programmes()) == 1:
            raise
        log_incident(error, "programme")
        return False


def told_by(claims: Mapping[str, Any]) -> SignedIn:
    """The claims of a provider as they are understood here. An address that the provider has not verified names
    nobody."""
    user = str(claims.get(settings().user_claim) or "")
    if settings().user_claim == "email" and claims.get("email_verified") is False:
        user = ""
    until = claims.get("exp")
    told = "|".join(str(claims.get(name, "")) for name in ("iss", "sub", "iat", "nonce"))
    return SignedIn(
        user=user or str(claims.get("sub") or ""),
        roles=_words(claims.get(settings().role_claim)),
        branches=_words(claims.get("branches")),
        waves=_words(claims.get("waves")),
        key=hashlib.sha256(told.encode()).hexdigest()[:16],
        until=float(until) if isinstance(until, int | float) else 0.0,
    )


def rights_of(who: SignedIn, store: Store, logged: bool = True) -> Rights:
    """The rights of who signed in: what is granted, else what the provider says. The first look is logged, granted or
    not."""
    claimed = named_rights(who.user, who.role_in(name_of(store.address)), who.branches, who.waves)
    try:
        rights = granted(store, claimed)
    except Refusal as refusal:
        if logged and (store.address, who.key, refusal.code) not in _TOLD:
            _TOLD.add((store.address, who.key, refusal.code))
            store.audit("sign_in_refused", claimed, problem=refusal.code, sign_in=f"s{who.key}")
        raise
    if logged and (store.address, who.key, rights.role) not in _TOLD:
        _TOLD.add((store.address, who.key, rights.role))
        store.audit("sign_in", rights, sign_in=f"s{who.key}")
    return rights


def sign_out() -> None:
    """End the sign-in of this session's reader, in every tab and every programme: it is in the log of each that is open
    to him."""
    who, stores = read_sign_in(), open_each()
    told = False
    for name in st.session_state[OFFERED][0] if OFFERED in st.session_state else tuple(stores):
        if isinstance(store := stores[name], Store):
            try:
                end_sign_in(store, who.key, Rights(who.user, who.role_in(name_of(store.address))))
                told = True
            except Exception as error:  # noqa: BLE001 - whoever goes, goes
                log_incident(error, "sign_out")
    if not told:
        _OVER.add(who.key)
    st.logout()


def _words(value: Any) -> tuple[str, ...]:
    """A claim that is one text (separated by commas or spaces), or a list of texts."""
    if isinstance(value, str):
        return tuple(word for word in value.replace(",", " ").split() if word)
    return tuple(str(word) for word in value) if isinstance(value, list | tuple) else ()

"""The store: one file, one owner, one way in (a batch) and one way out (a question with rights)."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime
from typing import Any

import duckdb
import pandas as pd

from data import clock
from data.access import PROGRAMME_WRITERS, Rights
from data.clock import now
from data.datasets import Dataset
from data.problems import Issue, Refusal
from data.store import log
from data.store.audit import Audit, audit_frame, latest
from data.store.batch import Prepared, Preview, Progress, Receipt
from data.store.checking import check as check_store
from data.store.cluster import copy_taken_away
from data.store.commit import Entry, entry_of, next_seq, rebuild_batch, write_issues, write_rows
from data.store.customers import IdRule, pseudonym
from data.store.editing import Change, Edit, addition, changes, settle, stage_change, write_edit
from data.store.editions import Editions
from data.store.engine import cursor_of, one_thread, transaction
from data.store.erasing import erase_customer
from data.store.heard import Hearing, asked_again
from data.store.identity import customers_among, fix_rule, id_rule, id_rule_for
from data.store.judging import judge, sample_of
from data.store.known import Past
from data.store.memory import ANY, SINGLE, Memory, as_key, note
from data.store.migrations import SEALED, migrate, version_of
from data.store.permits import known_moment, may_edit, may_erase, may_withdraw, may_write, not_before_edition, own_rows
from data.store.place import Place
from data.store.query import Query
from data.store.reading import answer
from data.store.relations import Relations
from data.store.secret import derived, master_of
from data.store.staging import Staged, stage
from data.store.zone import tell_zone
from data.whose import Whose


class Store:
    """One programme's data. Made by :func:`open_store`; safe to use from many threads."""

    def __init__(self, place: Place, key: str | None, datasets: Mapping[str, Dataset]) -> None:
        self.place, self.address, self.datasets = place, place.shown, datasets
        self._key, self.whose = key, Whose(str(place.path))
        self._writing, self._when_shut = place.writing, list[Callable[[], None]]()
        self._past, self._stand = Past(), place.stand(Hearing(self))
        self._memory = Memory(follow=self.version) if place.shared else Memory()
        self._root = place.open(key)
        try:
            with self._writing, self._cursor() as cursor:
                if (before := version_of(cursor)) == 0:
                    place.ready(key)
                migrate(cursor, datasets)
                place.laid(cursor)
                master = master_of(cursor, place.path, key)
                self._pseudonym_key, self._rounding_key, self._sealing_key = (
                    derived(master, of) for of in ("pseudonym", "rounding", "export")
                )
                self._audit = Audit(derived(master, "audit"), cursor, place, self._cursor, sealed=before >= SEALED)
                tell_zone(cursor, self.datasets)
            self.editions = Editions(self._cursor, self._writing_batch, self._memory.forget)
        except BaseException:
            place.shut()
            raise

    @contextmanager
    def _cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        self.whose.here()
        with cursor_of(self._root, None if self.place.shared else self.place.path, self.address) as cursor:
            yield cursor

    @contextmanager
    def _writing_batch(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """One writer at a time, who begins a transaction and commits it; it is rolled back if anything is raised."""
        with self._writing, self._stand.moving(), self._cursor() as cursor:
            try:
                yield cursor
            except BaseException:
                with suppress(duckdb.Error):  # the failed statement may have ended the transaction already
                    cursor.execute("rollback")
                raise

    def _relations(self, rights: Rights, as_of: datetime | None = None, grain: Any = "aggregate") -> Relations:
        self.whose.here()
        day = clock.day_of(as_of) if as_of else clock.today()
        return Relations(self.datasets, rights, today=day, as_of=as_of, grain=grain)

    # -- reading ------------------------------------------------------------------------------------------------

    def version(self) -> int:
        """The largest ``seq``: whatever was read at one version is the same as long as it stands."""
        return self._stand.read(self._cursor)

    def is_empty(self) -> bool:
        """Whether no live batch is in the store."""
        with self._cursor() as cursor:
            return not cursor.execute(
                "select 1 from batch_log l where event = 'commit' and not exists "
                "(select 1 from batch_log w where w.event = 'withdraw' and w.batch_id = l.batch_id) limit 1"
            ).fetchall()

    def schema_version(self) -> int:
        with self._cursor() as cursor:
            return version_of(cursor)

    def read(
        self, query: Query, rights: Rights, *, as_of: datetime | None = None, params: dict[str, Any] | None = None
    ) -> pd.DataFrame:
        """The answer to ``query`` as ``rights`` may see it, now or as of a moment. Looks at single rows are logged.

        An aggregate has ``n`` (float64), its hidden columns and ``note`` (``''`` or ``suppressed``). For readers
        without row level ``start`` and ``end`` are widened to whole weeks. Refusals: ``no_row_level``,
        ``too_many_filters``.
        """
        relations = replace(self._relations(rights, as_of, query.grain), to_date=query.to_date, as_told=query.as_told)
        given = params or {}

        def ask() -> pd.DataFrame:
            with self._cursor() as cursor:
                frame = answer(cursor, query, rights, relations, given, self._rounding_key, self._past, self.read)
            note(*relations.read, *([SINGLE] if query.grain == "rows" else []), as_of=as_of)
            return frame

        if query.grain != "rows":
            return self._memory.get(as_key(query, rights, as_of, relations.today, given), lambda: asked_again(ask))
        frame = asked_again(ask)
        self.audit("rows", rights, query=query.name, datasets=",".join(dict.fromkeys(relations.used)), n=len(frame))
        return frame

    def remember(self, key: Hashable, make: Callable[[], Any], as_of: datetime | None = None, reader: Any = ()) -> Any:
        """``make()``, made once for the state of the datasets read in it and an hour of business time (any hour as of a
        moment that has passed). ``key`` names all else it depends on. Where single rows are read in it, once a
        ``reader``: each look is logged."""
        self.whose.here()
        hour = None if as_of and as_of < now() else now().replace(minute=0, second=0, microsecond=0)
        return self._memory.get(("made", key, hour and clock.today(), hour), make, reader)

    def batches(self, rights: Rights, *, as_of: datetime | None = None) -> pd.DataFrame:
        """Newest first: ``batch_id, seq, dataset, source, file_name, sha256, who, known_at, recorded_at``, the six
        counts, ``live`` and ``withdrawn_at``."""
        note(ANY, as_of=as_of)
        with self._cursor() as cursor:
            return log.batches(cursor, rights, as_of)

    def issues(self, batch_id: str, rights: Rights) -> tuple[Issue, ...]:
        """The issues of a batch, values masked; none where the reader may not see its dataset."""
        with self._cursor() as cursor:
            visible = rights.may_see(log.entry(cursor, batch_id).dataset)
            return log.issues(cursor, batch_id) if visible else ()

    def lineage(self, dataset: str, row_ids: Sequence[int], rights: Rights) -> pd.DataFrame:
        """Where rows come from, a line a sighting: ``row_id, batch_id, seq, file_name, sheet, row, known_at, live``."""
        if not rights.row_level:
            raise Refusal("no_row_level", where=dataset)
        with self._cursor() as cursor:
            kept = own_rows(cursor, dataset, row_ids, rights, self._relations(rights, grain="rows"))
            frame = log.lineage(cursor, self.datasets[dataset], kept)
        self.audit("lineage", rights, dataset=dataset, n=len(kept))
        return frame

    def rows_said(self, batch_id: str, rights: Rights, *, first: int = 200) -> list[int]:
        """The ids of the rows a batch said; reading them obeys the rights as always. Refusal ``no_row_level``."""
        if not rights.row_level:
            raise Refusal("no_row_level", where=batch_id)
        with self._cursor() as cursor:
            return log.rows_said(cursor, log.entry(cursor, batch_id), first)

    def edited(
        self, dataset: str, rights: Rights, *, row_ids: Sequence[int] = (), batch_id: str = ""
    ) -> tuple[Change, ...]:
        """The edits on screen of rows that the reader may see, or of one batch, with old and new values."""
        if not rights.row_level or not rights.may_see(dataset):
            return ()
        with self._cursor() as cursor:
            if batch_id and rights.restricted and log.entry(cursor, batch_id).who != rights.user:
                return ()
            kept = own_rows(cursor, dataset, row_ids, rights, self._relations(rights, grain="rows"))
            return changes(cursor, self.datasets[dataset], row_ids=kept, batch_id=batch_id)

    def customers_among(self, texts: Sequence[str], rights: Rights) -> frozenset[str]:
        """Those of ``texts``, as written, that are customers of the roster; nobody is named to who may not see rows."""
        with self._cursor() as cursor:
            return customers_among(cursor, texts if rights.row_level else (), self._pseudonym_key)

    def mappings(self) -> dict[str, str]:
        """Fingerprint of a file's headers → the mapping that holds for it, as JSON."""
        with self._cursor() as cursor:
            return dict(log.mappings(cursor, self.datasets))

    def library(self) -> pd.DataFrame:
        """One line a mapping with its name, uses and last change; see :func:`data.store.log.library`."""
        with self._cursor() as cursor:
            return log.library(cursor, self.datasets)

    # -- writing ------------------------------------------------------------------------------------------------

    def preview(self, prepared: Prepared, rights: Rights) -> Preview:
        """What :meth:`commit` would do, against the store as it is. Nothing is written."""
        may_write(self.datasets, prepared.dataset, rights)
        with self._cursor() as cursor:
            staged, _ = self._judged(cursor, prepared, rights)
            sample = sample_of(cursor, staged.dataset)
        return Preview(staged.counts, staged.issues, sample, staged.roster, staged.rejected, staged.corrections)

    def _judged(
        self, cursor: duckdb.DuckDBPyConnection, prepared: Prepared, rights: Rights, known_at: datetime | None = None
    ) -> tuple[Staged, IdRule]:
        """What would become of the file, in a transaction that begins here: one state of the store for all statements.

        The rows are laid down before it: the engine reads what a transaction itself has written on one core only.
        """
        dataset, relations = self.datasets[prepared.dataset], self._relations(rights)
        rule, remarks = id_rule_for(cursor, dataset, prepared.table)
        day = clock.day_of(known_at) if known_at else relations.today
        laid = stage(cursor, dataset, prepared, rule=rule, key=self._pseudonym_key)
        cursor.execute("begin")
        staged = judge(cursor, dataset, prepared, rights, relations, laid, day=day)
        staged.issues = (*staged.issues, *remarks)
        return staged, rule

    def commit(
        self, prepared: Prepared, rights: Rights, *, known_at: datetime | None = None, progress: Progress | None = None
    ) -> Receipt:
        """Store a prepared file or an edit as one batch: everything or nothing.

        ``known_at`` says since when the organisation knew it, where that was earlier. Refusals: ``not_allowed``,
        ``known_at_future``, ``known_at_before_edition``.
        """
        may_write(self.datasets, prepared.dataset, rights)
        known = known_moment(known_at, recorded := now())
        report = progress or (lambda step, share: None)
        with self._writing_batch() as cursor:
            not_before_edition(cursor, known)
            report("stage", 0.1)
            staged, rule = self._judged(cursor, prepared, rights, known_at)
            report("write", 0.5)
            seq = next_seq(cursor)
            entry = entry_of(prepared, staged.counts, seq, rights.user, known, recorded)
            entry.write(cursor)
            write_rows(cursor, staged.dataset, seq, written=staged.written, complete=prepared.complete)
            write_issues(cursor, seq, staged.issues)
            if rule.fixed:
                fix_rule(cursor, rule)
            report("commit", 0.9)
            with self._audit.entry(cursor, "commit", rights, recorded, entry.told()):
                cursor.execute("commit")
            tell_zone(cursor, self.datasets)
        self._memory.touch(entry.dataset, known=known)
        report("done", 1.0)
        return entry.receipt(staged.issues, rejected=staged.rejected, details={"corrections": staged.corrections})

    @contextmanager
    def many_small(self) -> Iterator[None]:
        """Inside the block many small batches follow one another; each costs a quarter less. Large ones take longer."""
        with one_thread(self._root):
            yield

    def edit(self, edit: Edit, rights: Rights) -> Receipt:
        """Correct, add or take away one row on screen, as a batch of its own.

        Refusals: ``not_allowed``, ``reason_missing``, ``row_gone``, ``row_changed`` (with both values),
        ``row_exists``, ``nothing_changed``, ``key_not_editable``, ``field_unknown``, and the codes of refused rows.
        """
        may_edit(self.datasets, edit, rights)
        dataset, recorded = self.datasets[edit.dataset], now()
        with self._writing_batch() as cursor:
            not_before_edition(cursor, recorded)
            if edit.row_id is None:
                staged, _ = self._judged(cursor, addition(dataset, edit.values), rights)
            else:
                cursor.execute("begin")
                staged = stage_change(cursor, dataset, edit, rights, self._relations(rights))
            settle(staged, edit)
            entry = write_edit(cursor, staged, edit, rights.user, recorded)
            with self._audit.entry(
                cursor,
                "edit",
                rights,
                recorded,
                {"batch": entry.batch_id, "dataset": dataset.name, edit.kind: 1, "reason": edit.reason},
            ):
                cursor.execute("commit")
            tell_zone(cursor, self.datasets)
        self._memory.touch(dataset.name, known=recorded)
        return entry.receipt(staged.issues)

    def withdraw(self, batch_id: str, rights: Rights, *, reason: str = "", known_at: datetime | None = None) -> Receipt:
        """Take a batch back: the store is as if it had never been loaded, and the log says so.

        Refusals: ``unknown_batch``, ``already_withdrawn``, ``not_allowed``, ``not_own_batch``, ``outside_rights``.
        """
        known = known_moment(known_at, recorded := now())
        with self._writing_batch() as cursor:
            cursor.execute("begin")
            batch = log.entry(cursor, batch_id)
            may_write(self.datasets, batch.dataset, rights)
            if log.withdrawn(cursor, batch_id):
                raise Refusal("already_withdrawn", where=batch_id)
            may_withdraw(cursor, self.datasets[batch.dataset], batch, rights, self._relations(rights))
            if known < batch.known_at:
                raise Refusal("known_at_before_batch", where=batch_id)
            not_before_edition(cursor, known)
            seq = next_seq(cursor)
            entry = replace(
                batch, seq=seq, event="withdraw", known_at=known, recorded_at=recorded, who=rights.user, reason=reason
            )
            entry.write(cursor)
            rebuild_batch(cursor, self.datasets[batch.dataset], batch.seq, complete=batch.complete)
            with self._audit.entry(
                cursor, "withdraw", rights, recorded, {"batch": batch_id, "dataset": batch.dataset, "reason": reason}
            ):
                cursor.execute("commit")
            tell_zone(cursor, self.datasets)
        self._memory.touch(batch.dataset, known=known)
        return entry.receipt()

    def erase(self, customer: str, rights: Rights) -> dict[str, int]:
        """Erase a customer by id: rows erased a dataset. The pseudonym stays as a tombstone. Refusal
        ``not_allowed``."""
        may_erase(rights)
        return self._erase(self.pseudonym(customer), rights, customer.strip())

    def forget(self, pseudonyms: Sequence[str], rights: Rights) -> int:
        """Erase again who was erased elsewhere (a back-up is older than the wish); how many rows went."""
        may_erase(rights)
        return sum(sum(self._erase(hidden, rights).values()) for hidden in pseudonyms)

    def _erase(self, hidden: str, rights: Rights, *written: str) -> dict[str, int]:
        """Erase the customer of a pseudonym, and what the audit log says of it or of the id as ``written``."""
        recorded = now()
        with self._writing_batch() as cursor, copy_taken_away(self):
            cursor.execute("begin")
            erased = erase_customer(cursor, self.datasets, hidden, recorded, written)
            self._audit.forget(cursor, hidden, *written)
            seq = next_seq(cursor)
            Entry(seq, f"e{seq:06d}", "erase", recorded, recorded, rights.user, "", source="screen").write(cursor)
            with self._audit.entry(cursor, "erase", rights, recorded, {"rows": sum(erased.values())}):
                cursor.execute("commit")
            self.place.scour(cursor)
            self._past.clear(cursor)
        self._memory.touch(*self.datasets)
        return erased

    # -- customers, audit, integrity ----------------------------------------------------------------------------

    def pseudonym(self, customer: str) -> str:
        """The pseudonym under which a customer is kept, for a search that the caller logs."""
        with self._cursor() as cursor:
            return pseudonym(customer, id_rule(cursor), self._pseudonym_key)

    def audit(self, event: str, rights: Rights, **details: Any) -> None:
        """Log an event. Details that may name a person are kept apart from the chain and can be erased."""
        with self._cursor() as cursor:
            cursor.execute("begin")
            with self._audit.entry(cursor, event, rights, now(), details):
                cursor.execute("commit")
        if event in ("backup", "restore_test"):
            self._memory.touch(known=now())

    def audit_log(self, rights: Rights) -> pd.DataFrame:
        """Newest first; administrators and compliance only. Refusal ``not_allowed``."""
        if rights.role not in PROGRAMME_WRITERS:
            raise Refusal("not_allowed", where="audit")
        with self._cursor() as cursor:
            return audit_frame(cursor)

    @property
    def audit_head(self) -> str:
        """The end of the audit chain, for packs, back-ups and briefs."""
        return self._audit.head

    @property
    def encrypted(self) -> bool:
        return self._key is not None

    def check(self) -> list[Issue]:
        """The integrity of the store; empty where all is well (a store without a key says so in a warning)."""
        with self._writing, self._cursor() as cursor:
            return check_store(cursor, self.datasets, self._audit, encrypted=self.encrypted)

    @contextmanager
    def still(self) -> Iterator[None]:
        """Nobody writes inside the block, neither a batch nor an entry, and what is committed is in the file or its
        journal."""
        with self._writing, self._audit.still():
            with self._cursor() as cursor, suppress(duckdb.Error):  # readers may hold it up; the journal is copied too
                self.place.settle(cursor)
            yield

    def backups(self, as_of: datetime | None = None) -> dict[str, dict[str, Any] | None]:
        """The newest ``backup`` and ``restore_test`` of this store as it recorded them: when, counts, size; no
        person."""
        note(ANY, as_of=as_of)
        with self._cursor() as cursor:
            return {event: latest(cursor, event, as_of) for event in ("backup", "restore_test")}

    def tombstones(self) -> list[str]:
        """The pseudonyms of who was erased."""
        with self._cursor() as cursor:
            return [str(name) for (name,) in cursor.execute("select distinct customer from tombstones").fetchall()]

    def close(self) -> None:
        """Give the store back; the last holder in the process closes the file."""
        from data.store.opening import release

        release(self)

    @property
    def key(self) -> str | None:
        """The key of the file, for a copy of it; never shown."""
        return self._key

    def key_differs(self, key: str | None) -> bool:
        """Whether the store was opened with another key."""
        return (key or None) != self._key

    def when_shut(self, done: Callable[[], None]) -> None:
        """Have ``done`` called before the file is closed (the local door stands on it)."""
        self._when_shut.append(done)

    def shut(self) -> None:
        """Close the file now, whoever holds it."""
        for done in self._when_shut:
            done()
        with self._writing:
            with suppress(duckdb.Error, Refusal), self._cursor() as cursor, transaction(cursor):
                self._audit.seal(cursor)
            self.place.shut()

"""The relations a question may name, written out as SQL for a reader and a moment.

``{dataset}`` · ``{placed:dataset}`` · ``{moves}`` · ``{wave_dates}`` · ``{batches}`` · ``{settings_told}`` ·
``{waves_told}``, and what is selected of them: ``{selected}`` (:mod:`data.store.selection`). Phase and event week are
computed here, from the dates as they stood at the moment asked about; they are never stored.

Boundaries: ``before`` ends with the day the wave starts; ``after`` begins with the day of cut-over, which is day 0 of
event week 0. A customer who did not move although others of the wave did and the wave is over has no cut-over and stays
``during``; where a wave has no ledger of customers at all, its own cut-over counts for each of them. A row with a
branch but no wave goes by the first start and last cut-over of the branch, one with neither by those of the programme.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Literal

from data.access import Rights
from data.datasets import Dataset
from data.datasets.nobody import NAMES, named
from data.store.known import Look, Told
from data.store.memory import ANY
from data.store.query import NAMED, SUMMARIES, Summary
from data.store.rule import rule
from data.store.selection import selected
from data.store.sql import field_names, fill, listed, quoted

PARAMETER = re.compile(r"\$(\w+)")
LEADING_WITH = re.compile(r"^\s*with\s+", re.IGNORECASE)

WAVE_DATES = """
    select wave, branch, coalesce(started_on, planned_start_on) as started_on,
        coalesce(cutover_on, planned_cutover_on) as cutover_on, cutover_on is not null as actual
    from {waves}
"""
BRANCH_DATES = """
    select branch, min(started_on) as started_on, max(cutover_on) as cutover_on
    from h_wave_dates where branch is not null group by branch
"""
BOUNDS = "select min(started_on) as started_on, max(cutover_on) as cutover_on, count(*) as waves from h_wave_dates"
LEDGER = """
    select customer,
        min(case when status in ('moved', 'returned') and cut_over_on <= cast($h_today as date)
          then cut_over_on end) as moved_on,
        min(case when status = 'returned' and returned_on <= cast($h_today as date)
          then returned_on end) as returned_on,
        max(case when status = 'returned' and coalesce(returned_on, cut_over_on,
          date '1900-01-01') <= cast($h_today as date)
          then coalesce(returned_on, cut_over_on, date '1900-01-01') end) as last_back,
        max(case when status = 'moved' and cut_over_on <= cast($h_today as date) then cut_over_on end) as last_moved,
        min_by(wave, case when status in ('moved', 'returned') and cut_over_on <= cast($h_today as date)
          then cut_over_on end)
          as moved_wave,
        min_by(wave, coalesce(planned_on, cut_over_on)) as planned_wave,
        min(wave) as any_wave
    from {transfers} group by customer
"""
KEPT = """
    select distinct wave from {transfers} where status in ('moved', 'returned')
      and cut_over_on <= cast($h_today as date)
"""
MOVES = """
    select p.customer, p.wave, coalesce(p.branch, w.branch) as branch, p.segment, p.region, p.value_tier, p.vulnerable,
        w.started_on,
        case when p.moved_on is not null then p.moved_on
            when k.wave is not null and w.cutover_on <= cast($h_today as date) then null
            else w.cutover_on end as cutover_on,
        p.moved_on, p.returned_on, p.back, p.ended_on, p.customer_since, p.listed, w.wave is not null as wave_known
    from (
        select coalesce(c.customer, l.customer) as customer,
            coalesce(c.wave, l.moved_wave, l.planned_wave, l.any_wave) as wave,
            c.branch, c.segment, c.region, c.value_tier, c.vulnerable, l.moved_on, l.returned_on,
            l.last_back is not null and coalesce(l.last_moved < l.last_back, true) as back,
            c.row_ended as ended_on, c.customer_since, l.customer is not null as listed
        from {customers} c full join h_ledger l on l.customer = c.customer
    ) p
    left join h_wave_dates w on w.wave = p.wave
    left join h_kept k on k.wave = p.wave
"""
SETTINGS_TOLD = """
    select r.setting, r.value, r.note, l.known_at, l.who, l.seq
    from rows_settings r join sightings_settings s on s.row_id = r.row_id join batch_log l on l.seq = s.seq
      and l.event = 'commit'
    where r.setting not like 'mapping.%' {known}
      and not exists (select 1 from batch_log w where w.event = 'withdraw' and w.batch_id = l.batch_id {withdrawn})
"""
WAVES_TOLD = """
    select r.wave, r.branch, r.planned_cutover_on, l.known_at, l.seq
    from rows_waves r join sightings_waves s on s.row_id = r.row_id join batch_log l on l.seq = s.seq
      and l.event = 'commit' {known}
    where not exists (select 1 from batch_log w where w.event = 'withdraw' and w.batch_id = l.batch_id {withdrawn})
"""
BATCHES = """
    select l.seq, l.batch_id, l.dataset, l.source, l.file_name, l.known_at, l.recorded_at, l."read", l."new",
        l.updated, l.unchanged, l.rejected, l.ignored,
        not exists (select 1 from batch_log w where w.event = 'withdraw'
          and w.batch_id = l.batch_id {withdrawn}) as live
    from batch_log l where l.event = 'commit' {known}
"""
PLACED = """
    select h.*,
        case when h_day is null or not h_known then null
            when h_start is null or h_day < h_start then 'before'
            when h_cut is null or h_day < h_cut then 'during'
            else 'after' end as phase,
        case when h_known and h_dated then cast(floor(date_diff('day', h_cut, h_day) / 7) as integer) end as event_week,
        cast(date_trunc('week', h_day) as date) as week
    from (
        select r.row_id, {fields}, {place},
            cast({moment} as timestamp) as at_time, cast({moment} as date) as h_day,
            {known} as h_known, {start} as h_start, {cut} as h_cut, {dated} as h_dated
        from {current} r {joins} {present}
    ) h
"""
WORKING = "h_day, h_known, h_start, h_cut, h_dated"
PLACE_COLUMNS = ("wave", "branch", "segment", "channel")
OF_A_PART = "(select * from {whole} where hash({customer}) % cast($h_parts as ubigint) = cast($h_part as ubigint))"


def _customer_of(dataset: Dataset) -> str | None:
    """The column with the customer, as an identifier."""
    return next((quoted(f.name) for f in dataset.fields if f.sensitivity == "pseudonym"), None)


def inside(rights: Rights, alias: str, *, programme: bool) -> str:
    """The waves and branches of ``rights`` as a condition on a placed row (parameters ``$h_waves``, ``$h_branches``).

    ``programme`` admits rows without wave and branch, unless the reader has no wave or no branch at all.
    """
    if not rights.restricted:
        return "true"
    if rights.waves == frozenset() or rights.branches == frozenset():
        return "false"
    conditions = []
    if rights.waves is not None:
        conditions.append(f"coalesce(list_contains($h_waves, {alias}.wave), false)")
    if rights.branches is not None:
        conditions.append(f"coalesce(list_contains($h_branches, {alias}.branch), false)")
    condition = " and ".join(conditions)
    return f"(({condition}) or ({alias}.wave is null and {alias}.branch is null))" if programme else f"({condition})"


def _has_place(dataset: Dataset) -> bool:
    return dataset.has_customer or "wave" in dataset.by_name or "branch" in dataset.by_name


@dataclass
class Relations:
    """Writes out the relations of one question for ``rights``, now or as of a moment.

    ``used`` lists the datasets that the question names, ``read`` all that its answer rests on: those that give a row
    its place among them, and ``ANY`` where it asks about batches.
    """

    datasets: Mapping[str, Dataset]
    rights: Rights
    today: date
    as_of: datetime | None = None
    grain: Literal["aggregate", "rows", "open"] = "aggregate"
    to_date: bool = False
    as_told: bool = True
    told: Mapping[str, Told] | None = None
    """By dataset what the log tells of it as of the moment; the rule is evaluated for every dataset where it is not
    told."""
    look: Look | None = None
    """Where rows as they were known are kept; without it the rule is written into the question."""
    summaries: Mapping[str, str] = field(default_factory=dict)
    """The tables of the summaries that are kept; the others are written into the question."""
    in_parts: bool = False
    """Whether only rows of one part of the customers are read: the part ``$h_part`` of ``$h_parts``."""
    parts: dict[str, str] = field(default_factory=dict)
    used: list[str] = field(default_factory=list)
    read: set[str] = field(default_factory=set)

    def expand(self, sql: str) -> str:
        """``sql`` with its relations written out, as one statement."""
        body = self._written(sql)
        if not self.parts:
            return body
        prelude = ",\n".join(f"{name} as ({text})" for name, text in self.parts.items())
        rest, merged = LEADING_WITH.subn("", body)
        return f"with {prelude}" + (f",\n{rest}" if merged else f"\n{body}")

    def _written(self, sql: str) -> str:
        return NAMED.sub(lambda match: self.relation(match[2], placed=bool(match[1])), selected(sql))

    def summary(
        self, summary: Summary, tables: Mapping[str, str], *, in_parts: bool = False
    ) -> tuple[str, frozenset[str]]:
        """A summary as a statement of its own, from ``tables`` of those that it names, and the datasets it reads; the
        question reads them too."""
        alone = replace(self, parts={}, used=[], read=set(), summaries=tables, in_parts=in_parts)
        statement = alone.expand(summary.sql)
        self.used += alone.used
        self.read |= alone.read
        return statement, frozenset(alone.read)

    def _of_the_log(self, statement: str) -> str:
        """A statement about the log of batches, as of the moment that is asked about."""
        self.read.add(ANY)
        asked = self.as_of is not None
        return fill(
            statement,
            withdrawn="and w.known_at <= cast($as_of as timestamp)" if asked else "",
            known="and l.known_at <= cast($as_of as timestamp)" if asked else "",
        )

    def params(self, sql: str, given: Mapping[str, Any]) -> dict[str, Any]:
        """The parameters that the written statement has; those given but not named in it are left out."""
        named = set(PARAMETER.findall(sql))
        own: dict[str, Any] = {
            "as_of": self.as_of,
            "h_today": self.today,
            "h_waves": sorted(self.rights.waves or ()),
            "h_branches": sorted(self.rights.branches or ()),
        }
        return {name: value for name, value in {**given, **own}.items() if name in named}

    def relation(self, name: str, *, placed: bool = False) -> str:
        """One relation, to stand after ``from`` or ``join``."""
        if name == "moves":
            return self._allowed(fill("select * from {name}", name=self._moves()))
        if name == "wave_dates":
            return self._allowed(fill("select * from {name}", name=self._wave_dates()))
        if name == "batches":
            return f"({self._of_the_log(BATCHES)})"
        if name == "settings_told":
            self.used.append("settings")
            told = self._of_the_log(SETTINGS_TOLD)
            return (
                f"({told})"
                if self.rights.may_see("settings")
                else fill("(select * from ({told}) as h_n where false)", told=told)
            )
        if name == "waves_told":
            self.used.append("waves")
            told = self._of_the_log(WAVES_TOLD)
            everything = (
                told if self.rights.may_see("waves") else fill("select * from ({told}) as h_n where false", told=told)
            )
            return self._allowed(everything)
        if name in SUMMARIES:
            return self.summaries.get(name) or f"({self._written(SUMMARIES[name].sql)})"
        dataset = self.datasets.get(name)
        if dataset is None:
            raise ValueError(f"no relation is called {name!r}")
        self.used.append(name)
        if not self.rights.may_see(name):
            everything = self._shown(dataset) if placed else self._plain(dataset)
            return fill("(select * from ({everything}) as h_n where false)", everything=everything)
        if placed:
            return self._allowed(self._shown(dataset))
        if self.rights.restricted and self.placeable(dataset):
            columns = listed(("row_id", *field_names(dataset)), "d")
            keep = fill(
                "select {columns} from ({plain}) as d join ({placed}) as p on p.row_id = d.row_id where {allowed}",
                columns=columns,
                plain=self._plain(dataset),
                placed=self.placed(dataset),
                allowed=self.allowed("p"),
            )
            return f"({keep})"
        return f"({self._plain(dataset)})"

    def allowed(self, alias: str) -> str:
        """The reader's waves and branches as a condition on a placed row."""
        # Rows of the programme as a whole: everyone may see them counted, not singly.
        return inside(self.rights, alias, programme=self.grain != "rows")

    def _allowed(self, select: str) -> str:
        if not self.rights.restricted:
            return f"({select})"
        return fill("(select h_a.* from ({select}) as h_a where {allowed})", select=select, allowed=self.allowed("h_a"))

    def placeable(self, dataset: Dataset) -> bool:
        """Whether rows of ``dataset`` belong to a wave, a branch or a customer at all, or to something that does."""
        return _has_place(dataset) or self._part_of(dataset) is not None

    def _part_of(self, dataset: Dataset) -> tuple[str, Dataset] | None:
        """The field and the ledger of what rows without a place of their own are part of: a look at a document is where
        the document is, a treatment where its risk is."""
        if _has_place(dataset):
            return None
        found = ((name, self.datasets[target]) for name, target in dataset.links if target in self.datasets)
        return next(((name, whole) for name, whole in found if _has_place(whole) and not whole.has_customer), None)

    def _place_of(self, whole: Dataset, key: str) -> str:
        """One line a ``key`` of ``whole``: where it is by its newest row."""
        place = [name for name in ("wave", "branch") if name in whole.by_name]
        newest = quoted(whole.when) if whole.when else "row_id"
        lines = ", ".join(f"max_by({name}, {newest}) as {name}" for name in place)
        return fill(
            "(select {key}, {lines} from {current} group by {key})",
            key=quoted(key),
            lines=lines,
            current=self._current(whole.name),
        )

    def _current(self, name: str) -> str:
        """What holds the current rows, ended ones included, of those customers that are read."""
        whole, customer = self._whole(name), _customer_of(self.datasets[name])
        if not (self.in_parts and customer):
            return whole
        return fill(OF_A_PART, whole=whole, customer=customer)

    def _whole(self, name: str) -> str:
        """The table or the evaluated rule that holds the current rows of all customers.

        What was known of a dataset at a moment is what is known now if nothing became known of it later, and nothing if
        all of it did: the rule, ten times as dear for a small ledger, is evaluated only in between, and once for a
        state.
        """
        self.read.add(name)
        if self.as_of is None:
            return f"current_{name}"
        if self.told is not None:
            told = self.told.get(name)
            if told is None or told.last <= self.as_of:
                return f"current_{name}"
            if told.first > self.as_of:
                return fill("(select * from current_{name} where false)", name=name)
            if self.look is not None and (known := self.look.relation(self.datasets[name], told, self.as_of)):
                return known
        self.parts.setdefault(f"h_current_{name}", rule(self.datasets[name], as_of=True))
        return f"h_current_{name}"

    def _plain(self, dataset: Dataset) -> str:
        return fill(
            "select row_id, {fields} from {current} r {present}",
            fields=self._read(field_names(dataset), "r"),
            current=self._current(dataset.name),
            present=self._present(dataset),
        )

    def _read(self, names: Iterable[str], alias: str) -> str:
        """The fields as they are read: a word for nobody is no name."""
        return ", ".join(
            f"{named(column)} as {quoted(name)}" if name in NAMES and not self.as_told else column
            for name in names
            for column in (listed((name,), alias),)
        )

    def _present(self, dataset: Dataset) -> str:
        """The condition on rows that are there: not ended, and of what happened not dated after the day looked from."""
        if dataset.kind == "register":
            return "where r.row_ended is null"
        if self.to_date and dataset.happened:
            moment = f"r.{quoted(dataset.happened)}"
            return f"where ({moment} is null or cast({moment} as date) <= cast($h_today as date))"
        return ""

    def _part(self, name: str, text: str, **datasets: str) -> str:
        if name not in self.parts:
            written = fill(text, **datasets)
            self.parts[name] = written
        return name

    def _wave_dates(self) -> str:
        return self._part("h_wave_dates", WAVE_DATES, waves=self._current("waves"))

    def _moves(self) -> str:
        self._wave_dates()
        self._part("h_ledger", LEDGER, transfers=self._current("transfers"))
        self._part("h_kept", KEPT, transfers=self._whole("transfers"))
        return self._part("h_moves", MOVES, customers=self._current("customers"))

    def _shown(self, dataset: Dataset) -> str:
        return fill("select * exclude ({working}) from ({placed}) as h_p", working=WORKING, placed=self.placed(dataset))

    def placed(self, dataset: Dataset, source: str | None = None) -> str:
        """The rows of a dataset with their place and times; ``source`` stands in for its current rows (staging)."""
        names = set(field_names(dataset))
        joins = []
        # Each way to place a row, from the surest: (condition, known, start, cut-over).
        ways: list[tuple[str, str, str, str, str]] = []
        own = {name: f"r.{name}" if name in names else "cast(null as varchar)" for name in PLACE_COLUMNS}
        place = dict(own)
        customer = _customer_of(dataset)
        if customer:
            self._moves()
            joins.append(f"left join h_moves m on m.customer = r.{customer}")
            ways.append(("m.wave is not null", "m.wave_known", "m.started_on", "m.cutover_on", "true"))
            for name in ("wave", "branch", "segment"):
                place[name] = f"coalesce({own[name]}, m.{name})"
        if (part := self._part_of(dataset)) is not None:
            field, whole = part
            joins.append(f"left join {self._place_of(whole, field)} o on o.{quoted(field)} = r.{quoted(field)}")
            place |= {name: f"o.{name}" for name in ("wave", "branch") if name in whole.by_name}
        self._wave_dates()
        if "wave" in names or part is not None:
            own_wave = place["wave"] if part is not None else "r.wave"
            joins.append(f"left join h_wave_dates w on w.wave = {own_wave}")
            ways.append((f"{own_wave} is not null", "w.wave is not null", "w.started_on", "w.cutover_on", "true"))
            place["branch"] = f"coalesce({place['branch']}, w.branch)"
        if "branch" in names or customer or part is not None:
            self._part("h_branch_dates", BRANCH_DATES)
            joins.append(f"left join h_branch_dates b on b.branch = {place['branch']}")
            ways.append(
                (f"{place['branch']} is not null", "b.branch is not null", "b.started_on", "b.cutover_on", "false")
            )
        self._part("h_bounds", BOUNDS)
        joins.append("cross join h_bounds y")
        nobody = f"r.{customer} is null" if customer else "true"
        ways.append((nobody, "y.waves > 0", "y.started_on", "y.cutover_on", "false"))

        def choose(column: int, otherwise: str) -> str:
            return "case " + " ".join(f"when {way[0]} then {way[column]}" for way in ways) + f" else {otherwise} end"

        return fill(
            PLACED,
            fields=self._read((n for n in field_names(dataset) if n not in PLACE_COLUMNS), "r"),
            place=", ".join(f"{text} as {name}" for name, text in place.items()),
            moment=f"r.{quoted(dataset.when)}" if dataset.when else "null",
            known=choose(1, "false"),
            start=choose(2, "cast(null as date)"),
            cut=choose(3, "cast(null as date)"),
            dated=choose(4, "false"),
            current=source or self._current(dataset.name),
            joins=" ".join(joins),
            present=self._present(dataset) if source is None else "",
        )

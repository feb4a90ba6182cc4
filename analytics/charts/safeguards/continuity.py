"""Continuity drawn: recovery against its target, tests by wave, customer-minutes lost."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from analytics.charts.marks import nice_ticks, numbers
from analytics.charts.palette import Palette
from analytics.charts.statement import Statement
from analytics.charts.template import blank
from analytics.frames import rows
from analytics.metrics.safeguards import Continuity
from analytics.metrics.safeguards.continuity import latest_tests
from data.language import Translator


def recovery_of(found: Continuity, wave: str) -> pd.DataFrame:
    """The last test of each system in a wave that has a target and a measured time, the worst first."""
    own = latest_tests(found.tests[found.tests["wave"] == wave])
    own = own[own["rto_actual"].notna() & own["rto_minutes"].notna()]
    return own.assign(use=own["rto_actual"] / own["rto_minutes"]).sort_values("use", ascending=False, ignore_index=True)


def describe_recovery(found: Continuity, wave: str, t: Translator) -> Statement:
    """Whether recovery keeps to its target in the last tests before a wave."""
    subtitle, frame = t("safeguards.recovery.subtitle", wave=t.wave(wave)), recovery_of(found, wave)
    if frame.empty:
        return Statement.nothing(t("safeguards.recovery.empty", wave=t.wave(wave)), subtitle)
    worst = frame.iloc[0]
    key = "safeguards.recovery.over" if worst["over"] > 0 else "safeguards.recovery.kept"
    title = t(
        key, system=worst["system"], actual=t.number(worst["rto_actual"]), target=t.number(worst["rto_minutes"]),
        n=len(frame),
    )  # fmt: skip
    return Statement(title, subtitle, t("safeguards.recovery.note", n=len(frame)), title)


def figure_recovery(found: Continuity, wave: str, palette: Palette, t: Translator, height: int = 340) -> go.Figure:
    """By system: time taken as a bar, its target as a tick; earlier waves as small rings. ``customdata`` the test."""
    figure, frame = blank(palette, height, 96), recovery_of(found, wave)
    if frame.empty:
        return figure
    names = list(frame["system"])
    over = list(frame["over"] > 0)
    figure.add_trace(
        go.Bar(
            x=numbers(frame["rto_actual"]), y=names, orientation="h", width=0.36,
            marker={"color": [palette.bad if late else palette.actual for late in over]},
            customdata=[[test] for test in frame["test"]],
            hovertext=[
                f"<b>{t('safeguards.minutes', n=int(row.rto_actual))}</b> / {t('safeguards.minutes', n=int(row.rto_minutes))}"
                for row in rows(frame)
            ],
            hovertemplate="%{hovertext}<extra></extra>", meta={"role": "bar", "name": "recovery"},
        )
    )  # fmt: skip
    earlier = latest_tests(found.tests[(found.tests["wave"] != wave) & found.tests["system"].isin(names)])
    figure.add_trace(
        go.Scatter(
            x=numbers(earlier["rto_actual"]), y=list(earlier["system"]), mode="markers", hoverinfo="skip",
            marker={"size": 7, "color": palette.page, "line": {"width": 1.3, "color": palette.prior}},
            meta={"role": "dots", "name": "earlier"},
        )
    )  # fmt: skip
    figure.add_trace(
        go.Scatter(
            x=numbers(frame["rto_minutes"]), y=names, mode="markers", hoverinfo="skip",
            marker={"symbol": "line-ns", "size": 26, "line": {"width": 2.4, "color": palette.accent}},
            meta={"role": "target", "name": "target"},
        )
    )  # fmt: skip
    for row, late in zip(rows(frame), over, strict=True):
        figure.add_annotation(
            x=1, xref="paper", xanchor="left", xshift=6, y=row.system, showarrow=False,
            text=f"<b>{t.number(row.rto_actual)}</b> / {t.number(row.rto_minutes)} {t('safeguards.min')}",
            font={"size": 12, "color": palette.bad if late else palette.text},
        )  # fmt: skip
    high = float(max(frame["rto_actual"].max(), frame["rto_minutes"].max())) * 1.06
    ticks = nice_ticks(0, high, 4)
    figure.update_xaxes(range=[0, high], tickmode="array", tickvals=ticks, ticktext=[t.number(tick) for tick in ticks])
    figure.update_yaxes(autorange="reversed", showgrid=False)
    return figure


def describe_waves(found: Continuity, t: Translator) -> Statement:
    """How many tests were passed of those planned for each wave."""
    subtitle, frame = t("safeguards.tested.subtitle"), found.waves
    if frame.empty:
        return Statement.nothing(t("safeguards.tested.empty"), subtitle)
    bad = frame[frame["failed"] + frame["overdue"] > 0]
    if len(bad):
        row = bad.sort_values("cutover_on").iloc[-1]
        title = t("safeguards.tested.failed", n=int(row["failed"] + row["overdue"]), wave=t.wave(row["wave"]))
    else:
        title = t("safeguards.tested.title", n=int(frame["passed"].sum()))
    return Statement(title, subtitle, t("safeguards.tested.note"), title)


def figure_waves(found: Continuity, palette: Palette, t: Translator, height: int = 340) -> go.Figure:
    """By wave: last tests passed (filled), failed or overdue (bad), planned (open). ``customdata`` the wave."""
    figure, frame = blank(palette, height, 30), found.waves
    parts = (
        ("passed", frame["passed"], palette.actual, palette.actual),
        ("failed", frame["failed"] + frame["overdue"], palette.bad, palette.bad),
        ("planned", frame["planned"], palette.page, palette.actual),
    )
    for role, value, fill, edge in parts:
        figure.add_trace(
            go.Bar(
                x=list(frame["wave"]), y=numbers(value), width=0.5, customdata=[[wave] for wave in frame["wave"]],
                marker={"color": fill, "line": {"color": edge, "width": 1.2}},
                hovertext=[f"<b>{t.number(part)}</b> {t(f'safeguards.tested.{role}_word')}" for part in value],
                hovertemplate="%{hovertext}<extra></extra>", meta={"role": "bar", "name": role},
            )
        )  # fmt: skip
    figure.update_layout(barmode="stack")
    top = float((frame["passed"] + frame["failed"] + frame["overdue"] + frame["planned"]).max())
    ticks = [tick for tick in nice_ticks(0, max(top, 1)) if tick == int(tick)]
    figure.update_yaxes(
        range=[0, max(top, 1) * 1.08], tickmode="array", tickvals=ticks, ticktext=[t.number(x) for x in ticks]
    )
    return figure


def lost_of(found: Continuity) -> pd.DataFrame:
    """Customer-minutes lost by wave, planned and not, in the order of the waves."""
    frame = found.outages[found.outages["customer_minutes"].notna()]
    frame = frame.assign(planned=frame["planned"].fillna(False).astype(bool), wave=frame["wave"].fillna("–"))
    table = frame.pivot_table(index="wave", columns="planned", values="customer_minutes", aggfunc="sum", fill_value=0.0)
    lost = pd.DataFrame({"wave": table.index, "planned": 0.0, "unplanned": 0.0})
    for name, column in (("planned", True), ("unplanned", False)):
        if column in table.columns:
            lost[name] = table[column].to_numpy()
    return lost.sort_values("wave", ignore_index=True)


def describe_outages(found: Continuity, t: Translator) -> Statement:
    """How many customer-minutes were lost unplanned."""
    subtitle, lost = t("safeguards.outages.subtitle"), lost_of(found)
    if lost.empty:
        return Statement.nothing(t("safeguards.outages.empty"), subtitle)
    own = found.outages[~found.outages["planned"].fillna(False).astype(bool)]
    title = t("safeguards.outages.title", minutes=t.number(lost["unplanned"].sum()), n=len(own))
    longest = own["minutes"].max() if len(own) else None
    lasting = int(found.outages["ended_at"].isna().sum())
    note = t("safeguards.outages.note", longest=t.number(longest), lasting=t.number(lasting))
    return Statement(title, subtitle, note, title)


def figure_outages(found: Continuity, palette: Palette, t: Translator, height: int = 340) -> go.Figure:
    """Customer-minutes by wave: unplanned filled, planned windows open beside them. ``customdata`` the wave."""
    figure, lost = blank(palette, height, 30), lost_of(found)
    for role, fill in (("unplanned", palette.actual), ("planned", palette.page)):
        figure.add_trace(
            go.Bar(
                x=list(lost["wave"]), y=numbers(lost[role]), width=0.34, customdata=[[wave] for wave in lost["wave"]],
                marker={"color": fill, "line": {"color": palette.actual, "width": 1.2}},
                hovertext=[f"<b>{t.number(value)}</b> {t(f'safeguards.outages.{role}_word')}" for value in lost[role]],
                hovertemplate="%{hovertext}<extra></extra>", meta={"role": "bar", "name": role},
            )
        )  # fmt: skip
    figure.update_layout(barmode="group")
    top = float(lost[["planned", "unplanned"]].max().max()) if len(lost) else 1.0
    ticks = nice_ticks(0, top or 1.0, 4)
    figure.update_yaxes(
        range=[0, (top or 1.0) * 1.05], tickmode="array", tickvals=ticks, ticktext=[t.number(x) for x in ticks]
    )
    return figure

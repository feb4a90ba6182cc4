"""Customers' rights drawn: the funnel of consent, silence by day, groups side by side, reach by channel."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from analytics.charts.marks import add_upright, month_axis, nice_ticks, numbers, said_n
from analytics.charts.palette import Palette
from analytics.charts.statement import Statement
from analytics.charts.template import blank
from analytics.frames import rows
from analytics.metrics.fairness import SIGNIFICANT
from analytics.metrics.rights import Pace, Rights
from analytics.stats.compare import compare_shares
from data.language import Translator

STEPS = ("n", "sent", "delivered", "read", "decided")
ENDS = ("consented", "refused", "silent")
MOST = 12


def funnel_of(found: Rights, wave: str) -> pd.DataFrame:
    """The steps of a wave as drawn: step, customers, share (of all), lost (since the step before)."""
    own = found.funnel[found.funnel["wave"] == wave]
    if own.empty or own["sent"].isna().iloc[0]:
        return pd.DataFrame(columns=["step", "customers", "share", "lost"])
    row = own.iloc[0]
    needed = bool(row["needs"])
    total = int(row["n"])
    parts, before = [], total
    known = [step for step in (STEPS if needed else STEPS[:-1]) if step == "decided" or not pd.isna(row[step])]
    for step in known:
        value = int(row["consented"] + row["refused"]) if step == "decided" else int(row[step])
        parts.append((step, value, value / total, before - value))
        before = value
    if needed:
        parts += [(step, int(row[step]), int(row[step]) / total, 0) for step in ENDS]
    return pd.DataFrame(parts, columns=["step", "customers", "share", "lost"])


def figure_funnel(found: Rights, wave: str, palette: Palette, t: Translator, height: int = 340) -> go.Figure:
    """Aligned bars: what was lost since the step before is open; then who agreed, refused and is silent. ``customdata`` the step."""
    figure, frame = blank(palette, height, 16), funnel_of(found, wave)
    if frame.empty:
        return figure
    names = [
        f"<b>{t(f'rights.step.{row.step}')} {t.number(row.customers)}</b><br>"
        f"<span style='color:{palette.muted}'>{_under(row, t)}</span>"
        for row in rows(frame)
    ]
    colours = {"consented": palette.good, "refused": palette.bad, "silent": palette.bad}
    total = float(frame["customers"].iloc[0])
    base = [0.0] * len(frame)
    if "consented" in set(frame["step"]):
        place = list(frame["step"]).index("consented")
        base[place + 1] = float(frame["customers"].iloc[place])
        base[place + 2] = base[place + 1] + float(frame["customers"].iloc[place + 1])
    figure.add_trace(
        go.Bar(
            x=numbers(frame["customers"]), y=names, base=base, orientation="h", width=0.56,
            marker={
                "color": [palette.page if step == "silent" else colours.get(step, palette.actual) for step in frame["step"]],
                "line": {"color": [colours.get(step, palette.actual) for step in frame["step"]], "width": 1.2},
                "pattern": {
                    "shape": ["/" if step == "silent" else "" for step in frame["step"]], "size": 6, "solidity": 0.3,
                    "fgcolor": palette.bad, "bgcolor": palette.page,
                },
            },
            customdata=[[step] for step in frame["step"]],
            hovertext=[f"<b>{t.number(row.customers)}</b> · {t.percent(row.share)}" for row in rows(frame)],
            hovertemplate="%{hovertext}<extra></extra>",
            meta={"role": "bar", "name": "funnel"},
        )
    )  # fmt: skip
    figure.add_trace(
        go.Bar(
            x=numbers(frame["lost"]), y=names, orientation="h", width=0.56,
            base=[float(value) if lost else 0.0 for value, lost in zip(frame["customers"], frame["lost"], strict=True)],
            marker={"color": palette.page, "line": {"color": palette.actual, "width": 1.2}},
            hoverinfo="skip",
            meta={"role": "lost", "name": "lost"},
        )
    )  # fmt: skip
    figure.update_layout(barmode="overlay")
    figure.update_xaxes(visible=False, range=[0, total * 1.02])
    figure.update_yaxes(autorange="reversed", showgrid=False, tickfont={"size": 12, "color": palette.text})
    return figure


def _under(row: object, t: Translator) -> str:
    share = t.percent(row.share)  # type: ignore[attr-defined]
    lost = int(row.lost)  # type: ignore[attr-defined]
    return f"{share} · {t.number(-lost)}" if lost else share


def _unsure(found: Rights, wave: str, t: Translator) -> str:
    """What is not known of a wave of which no consent is known to be needed: its routes, or whether its letters arrived; '' where both are."""
    row = found.funnel[found.funnel["wave"] == wave].iloc[0]
    if not bool(row["needs"]) and wave in found.unrouted:
        return t("rights.funnel.unrouted", wave=t.wave(wave))
    if bool(row["needs"]) or not pd.isna(row["delivered"]):
        return ""
    return t("rights.funnel.sent", share=t.percent(row["sent"] / row["n"]), wave=t.wave(wave))


def describe_funnel(found: Rights, wave: str, t: Translator) -> Statement:
    """Who has agreed, and that silence is a no where a consent is needed."""
    own = found.funnel[found.funnel["wave"] == wave]
    subtitle = t("rights.funnel.subtitle", wave=t.wave(wave))
    frame = funnel_of(found, wave)
    if frame.empty:
        return Statement.nothing(t("rights.funnel.empty"), subtitle)
    if said := _unsure(found, wave, t):
        return Statement(said, subtitle, "", said)
    row = own.fillna({"delivered": 0}).iloc[0]
    counts = {name: int(row[name]) for name in ("n", "delivered", "consented", "refused", "silent")}
    if not bool(row["needs"]):
        title = t("rights.funnel.told", share=t.percent(counts["delivered"] / counts["n"]), wave=t.wave(wave))
        note = t("rights.funnel.note.plain", n=t.count(counts["n"]), date=t.date(found.as_of, year=True))
        return Statement(title, subtitle, note, title)
    title = t(
        "rights.funnel.title", n=counts["silent"], share=t.percent(counts["consented"] / counts["n"]), wave=t.wave(wave)
    )
    note = t(
        "rights.funnel.note",
        consented=counts["consented"],
        refused=counts["refused"],
        silent=counts["silent"],
        n=counts["n"],
    )
    return Statement(title, subtitle, note, title)


def figure_pace(
    found: Rights, wave: str, pace: Pace | None, palette: Palette, t: Translator, height: int = 340
) -> go.Figure:
    """Customers who have not decided, by day; from today on what is needed (dotted) and what comes at the present pace (dashed)."""
    own = found.pace[(found.pace["wave"] == wave) & found.pace["undecided"].notna()]
    figure = blank(palette, height, 84)
    if own.empty:
        return figure
    figure.add_trace(
        go.Scatter(
            x=list(own["day"]), y=numbers(own["undecided"]), mode="lines", line={"color": palette.actual, "width": 2.6},
            hovertemplate="<b>%{y:,.0f}</b><br>%{x|%Y-%m-%d}<extra></extra>", meta={"role": "line", "name": "undecided"},
        )
    )  # fmt: skip
    last = own["day"].iloc[-1]
    end = last
    if pace is not None:
        end = last + pd.Timedelta(days=pace.days)
        for name, value, colour, dash in (
            ("pace", pace.left, palette.actual, "dash"), ("needed", 0.0, palette.accent, "dot"),
        ):  # fmt: skip
            figure.add_trace(
                go.Scatter(
                    x=[last, end], y=[float(pace.undecided), value], mode="lines",
                    line={"color": colour, "width": 2, "dash": dash}, hoverinfo="skip", meta={"role": "forecast", "name": name},
                )
            )  # fmt: skip
        together = pace.left < 0.1 * float(own["undecided"].max())
        for value, text, colour, shift in (
            (pace.left, t("rights.pace.at_pace", n=round(pace.left)), palette.text, 9 if together else 0),
            (0.0, t("rights.pace.needed"), palette.accent, -9 if together else 0),
        ):
            figure.add_annotation(
                x=1, xref="paper", xanchor="left", xshift=6, y=value, yshift=shift, text=text, showarrow=False,
                font={"size": 12, "color": colour}, align="left",
            )  # fmt: skip
        add_upright(figure, end, palette, t.wave(wave), planned=True)
    top = float(own["undecided"].max()) * 1.05 or 1.0
    ticks = nice_ticks(0, top)
    figure.update_yaxes(range=[0, top], tickmode="array", tickvals=ticks, ticktext=[t.number(tick) for tick in ticks])
    figure.update_xaxes(**month_axis(own["day"].iloc[0], end + pd.Timedelta(days=1), t, 5))
    return figure


def describe_pace(found: Rights, wave: str, pace: Pace | None, t: Translator) -> Statement:
    """How many answers a day are needed and how many arrive."""
    own = found.pace[(found.pace["wave"] == wave) & found.pace["undecided"].notna()]
    subtitle = t("rights.pace.subtitle", wave=t.wave(wave))
    if own.empty:
        return Statement.nothing(t("rights.pace.empty"), subtitle)
    if pace is None:
        title = t("rights.pace.over", n=int(own["undecided"].iloc[-1]), wave=t.wave(wave))
    else:
        title = t(
            "rights.pace.title", n=pace.days, needed=t.number(pace.needed, 0), arriving=t.number(pace.arriving, 0)
        )
    return Statement(title, subtitle, t("rights.pace.note"), title)


def spread_of(spread: pd.DataFrame, outcome: str) -> pd.DataFrame:
    """The groups of an outcome that are drawn: the unfair ones first, then the largest gaps; at most :data:`MOST`."""
    own = spread[spread["outcome"] == outcome].copy()
    own["first"] = ~own["unfair"]
    own = own.sort_values(["first", "gap"], ascending=[True, False])
    return own.head(MOST).drop(columns="first").reset_index(drop=True)


def group_name(item: str, grp: str, t: Translator) -> str:
    """A group in words: ``Vulnerable: yes``, ``Branch B03``."""
    key = f"rights.group.{item}.{grp}"
    return t(key) if t.has(key) else t(f"rights.group.{item}", name=grp)


def figure_spread(spread: pd.DataFrame, outcome: str, palette: Palette, t: Translator, height: int = 340) -> go.Figure:
    """Dot and interval by group with n at the end; only an unfair group is coloured, and is a square. ``customdata`` item and group."""
    figure, own = blank(palette, height, 112), spread_of(spread, outcome)
    if own.empty:
        return figure
    names = [group_name(row.item, row.grp, t) for row in rows(own)]
    for row, name in zip(rows(own), names, strict=True):
        colour = palette.bad if row.unfair else palette.actual
        few = row.n < 30
        figure.add_trace(
            go.Scatter(
                x=[row.low, row.high], y=[name, name], mode="lines",
                line={"color": palette.no_data if few else palette.alpha(colour, 0.35), "width": 1.5 if few else 6, "dash": "dot" if few else "solid"},
                hoverinfo="skip", meta={"role": "interval", "name": name},
            )
        )  # fmt: skip
        figure.add_annotation(
            x=1, xref="paper", xanchor="left", xshift=6, y=name, showarrow=False, align="left",
            text=f"<b>{t.percent(row.value)}</b> · {t('tile.n', n=int(row.n))}", font={"size": 12, "color": palette.bad if row.unfair else palette.text},
        )  # fmt: skip
    figure.add_trace(
        go.Scatter(
            x=numbers(own["value"]), y=names, mode="markers",
            marker={
                "size": 10, "opacity": 1, "color": [palette.page if row.n < 30 else palette.bad if row.unfair else palette.actual for row in rows(own)],
                "symbol": ["square" if row.unfair else "circle" for row in rows(own)],
                "line": {"width": 1.5, "color": [palette.no_data if row.n < 30 else palette.bad if row.unfair else palette.actual for row in rows(own)]},
            },
            customdata=[[row.item, row.grp] for row in rows(own)],
            hovertext=[
                f"<b>{t.percent(row.value)}</b> {t.interval(row.low, row.high, 1, percent=True)}<br>"
                + t("rights.spread.hover", rest=t.percent(row.rest), q=t.number(row.q, 3), n=int(row.n))
                for row in rows(own)
            ],
            hovertemplate="%{hovertext}<extra></extra>",
            meta={"role": "dot", "name": outcome},
        )
    )  # fmt: skip
    high = float(own["high"].max())
    ticks = nice_ticks(0, max(high, 0.01), 3)
    figure.update_xaxes(
        range=[0, max(high, 0.01) * 1.05], tickmode="array", tickvals=ticks,
        ticktext=[t.percent(tick, 0 if tick * 100 == int(tick * 100) else 1) for tick in ticks], showgrid=True, gridcolor=palette.grid,
    )  # fmt: skip
    figure.update_yaxes(autorange="reversed", showgrid=False)
    return figure


def describe_spread(spread: pd.DataFrame, outcome: str, t: Translator) -> Statement:
    """Whether a group fares worse than the others by a relevant gap; groups are compared, not explained."""
    own = spread[spread["outcome"] == outcome]
    subtitle = t("rights.spread.subtitle", outcome=t(f"rights.outcome.{outcome}"))
    if own.empty:
        return Statement.nothing(t("rights.spread.empty", outcome=t(f"rights.outcome.{outcome}")), subtitle)
    unfair = own[own["unfair"]].sort_values("gap", ascending=False)
    if len(unfair):
        row = unfair.iloc[0]
        title = t(
            f"rights.spread.unfair.{outcome}", group=group_name(row["item"], row["grp"], t),
            value=t.percent(row["value"]), rest=t.percent(row["rest"]),
        )  # fmt: skip
    else:
        title = t(f"rights.spread.fair.{outcome}")
    note = t("rights.spread.note", n=len(own), hidden=max(0, len(own) - MOST))
    return Statement(title, subtitle, note, title)


def figure_reach(found: Rights, palette: Palette, t: Translator, height: int = 340) -> go.Figure:
    """By channel: delivered as an outline, read filled, as shares of those written to. ``customdata`` the channel."""
    figure = blank(palette, height, 110)
    frame = found.reach[found.reach["n"].notna() & found.reach["delivered"].notna()]
    if frame.empty:
        return figure
    names = [_channel(channel, t) for channel in frame["channel"]]
    for role in ("delivered", "read"):
        share = frame[role].astype("float64") / frame["n"].astype("float64")
        figure.add_trace(
            go.Bar(
                x=numbers(share), y=names, orientation="h", width=0.5 if role == "delivered" else 0.3,
                marker={
                    "color": palette.page if role == "delivered" else palette.actual,
                    "line": {"color": palette.actual, "width": 1.2},
                },
                customdata=[[channel] for channel in frame["channel"]],
                hovertemplate=t(f"rights.reach.{role}") + ": %{x:.1%}<extra></extra>",
                meta={"role": role, "name": role},
            )
        )  # fmt: skip
    for name, row in zip(names, rows(frame), strict=True):
        figure.add_annotation(
            x=1, xref="paper", xanchor="left", xshift=6, y=name, showarrow=False,
            text=f"{t.percent(row.read / row.n, 0)} · {said_n(row.n, t)}", font={"size": 12, "color": palette.text},
        )  # fmt: skip
    figure.update_layout(barmode="overlay")
    figure.update_xaxes(
        range=[0, 1], tickmode="array", tickvals=[0, 0.5, 1], ticktext=[t.percent(x, 0) for x in (0, 0.5, 1)]
    )
    figure.update_yaxes(autorange="reversed", showgrid=False)
    return figure


def _channel(channel: str | None, t: Translator) -> str:
    return t(f"rights.group.channel.{channel}") if channel else t("rights.channel.none")


def describe_reach(found: Rights, t: Translator) -> Statement:
    """Which channel is read least, where it is so by a gap that matters and not by chance; else that they are alike."""
    subtitle = t("rights.reach.subtitle")
    frame = found.reach[found.reach["n"].notna() & found.reach["delivered"].notna()]
    if frame.empty:
        words = "rights.reach.empty" if found.deliveries else "rights.reach.unrecorded"
        return Statement.nothing(t(words), subtitle)
    share = frame["read"].astype("float64") / frame["n"].astype("float64")
    least = frame.assign(share=share).sort_values("share").iloc[0]
    rest = frame[frame["channel"] != least["channel"]]
    bounced = t.percent(float(frame["bounced"].sum()) / float(frame["n"].sum()))
    title = t(
        "rights.reach.alike", share=t.percent(float(frame["read"].sum()) / float(frame["n"].sum())), bounced=bounced
    )
    if len(rest) and int(least["n"]) >= 30:
        others = float(rest["read"].sum()) / float(rest["n"].sum())
        seen = compare_shares(float(share.min()), int(least["n"]), others, int(rest["n"].sum()))
        if seen.p < SIGNIFICANT and others - float(share.min()) >= found.judge["fairness.gap"]:
            title = t(
                "rights.reach.title",
                channel=_channel(least["channel"], t),
                share=t.percent(share.min(), 0),
                others=t.percent(others, 0),
                bounced=bounced,
            )
    return Statement(title, subtitle, t("rights.reach.note", n=t.count(frame["n"].sum())), title)


def figure_questions(found: Rights, palette: Palette, t: Translator, height: int = 340) -> go.Figure:
    """By topic: answered within one, three and seven days and later, as shares of those asked."""
    figure = blank(palette, height, 70)
    frame = found.questions[found.questions["n"].notna() & found.questions["answered"].notna()]
    if frame.empty:
        return figure
    names = [topic if isinstance(topic, str) else t("rights.topic.none") for topic in frame["topic"]]
    n = frame["n"].astype("float64")
    shades = (palette.sequential[7], palette.sequential[5], palette.sequential[3])
    before = pd.Series(0.0, index=frame.index)
    for column, colour in zip(("day1", "day3", "day7"), shades, strict=True):
        value = frame[column].astype("float64") / n
        figure.add_trace(
            go.Bar(
                x=numbers(value - before), y=names, orientation="h", width=0.5, marker={"color": colour},
                customdata=[[topic] for topic in names],
                hovertemplate=t(f"rights.questions.{column}") + ": %{x:.1%}<extra></extra>", meta={"role": "bar", "name": column},
            )
        )  # fmt: skip
        before = value
    figure.add_trace(
        go.Bar(
            x=numbers(1 - before), y=names, orientation="h", width=0.5,
            marker={"color": palette.page, "line": {"color": palette.actual, "width": 1}},
            hovertemplate=t("rights.questions.later") + ": %{x:.1%}<extra></extra>", meta={"role": "bar", "name": "later"},
        )
    )  # fmt: skip
    for name, count in zip(names, frame["n"], strict=True):
        figure.add_annotation(x=1, xref="paper", xanchor="left", xshift=6, y=name, showarrow=False, text=said_n(count, t), font={"size": 12, "color": palette.text})  # fmt: skip
    figure.update_layout(barmode="stack")
    figure.update_xaxes(
        range=[0, 1], tickmode="array", tickvals=[0, 0.5, 1], ticktext=[t.percent(x, 0) for x in (0, 0.5, 1)]
    )
    figure.update_yaxes(autorange="reversed", showgrid=False)
    return figure


def describe_questions(found: Rights, t: Translator) -> Statement:
    """What share of questions is answered in time, and how many are overdue."""
    subtitle = t("rights.questions.subtitle")
    frame = found.questions[found.questions["n"].notna() & found.questions["answered"].notna()]
    if frame.empty:
        return Statement.nothing(t("rights.questions.empty"), subtitle)
    judged, kept, overdue = (int(frame[name].sum()) for name in ("judged", "in_time", "overdue"))
    title = (
        t("rights.questions.title", share=t.percent(kept / judged), n=overdue)
        if judged
        else t("rights.questions.plain", n=t.count(frame["n"].sum()))
    )
    return Statement(title, subtitle, t("rights.questions.note", n=t.count(frame["n"].sum())), title)

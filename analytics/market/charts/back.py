"""Returns in words and marks: how many of those who left came back, from whom, and what campaigns say of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analytics.market.charts.parts import SHARE, noted
from analytics.market.numbers.back import WITHIN, Back, load_back
from analytics.marks import Dots, Exhibit, Series, values

if TYPE_CHECKING:
    from analytics.scope import Scope
    from data.language import Translator
    from data.store import Store


def load_returns(store: Store, scope: Scope) -> Back | None:
    return load_back(store, scope)


def chart_back(found: Back | None, t: Translator) -> Exhibit:
    """By the company they went to the share of those who left that came back."""
    subtitle = t("market.back.subtitle", days=WITHIN)
    if found is None:
        return Exhibit.nothing(t("market.back.empty"), subtitle, needs=("departures",))
    whole = found.whole
    if found.few:
        return Exhibit.nothing(t("market.back.few"), subtitle)
    if whole is None:
        return Exhibit.nothing(t("market.back.young", days=WITHIN), subtitle)
    said = drive_words(found, t)
    if not whole.back:
        return Exhibit.nothing(
            t.sentences(t("market.back.none", n=whole.n, said=t.count(whole.n), days=WITHIN), said), subtitle
        )
    shown = (whole, *found.rivals)
    series = Series(
        t("market.back.name"), values([one.back / one.n for one in shown]), lows=values([one.bounds.low for one in shown]),
        highs=values([one.bounds.high for one in shown]), n=values([t.told(one.n) for one in shown]),
    )  # fmt: skip
    ends = tuple(
        f"<b>{SHARE.write(one.back / one.n, t)}</b> · {t('care.of', part=t.count(one.back), n=t.count(one.n))}"
        for one in shown
    )
    names = tuple(
        t("market.back.all") if at == 0 else one.rival or t("market.back.unknown") for at, one in enumerate(shown)
    )
    title = t("market.back.title", back=t.count(whole.back), n=t.count(whole.n), days=WITHIN, share=SHARE.write(whole.back / whole.n, t),
              interval=t.interval(whole.bounds.low, whole.bounds.high, 1, percent=True))  # fmt: skip
    note = noted("back", t, t("market.back.note", date=t.date(found.day, year=True)), said)
    return Exhibit(
        title, subtitle, note, Dots(names, (series,), SHARE, ends, bounds=(0.0, 1.0), of=t("market.column.competitor"))
    )


def drive_words(found: Back, t: Translator) -> str:
    """What each campaign says it won back beside who came back while it ran; '' where no campaign says anything."""
    lines = []
    for one in found.drives:
        if one.told is None and not one.seen:
            continue
        told = t("market.back.untold") if one.told is None else t.count(one.told)
        seen = t("retention.few") if one.seen is None else t.count(one.seen)
        lines.append(t("market.back.drive", campaign=one.campaign, told=told, seen=seen))
    return t.listing(lines)

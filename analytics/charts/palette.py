"""The colours of the product by role, light and dark. Nothing else in the product names a colour."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Palette:
    """One theme. Each field is a role, not a hue: ordinary data is ink, colour is kept for judgement and focus.

    ``actual`` measured data · ``prior`` earlier periods and the other waves · ``accent`` focus, target, today ·
    ``good``/``watch``/``bad`` judgement, always with a shape and a word · ``no_data`` too few or not yet, always hollow
    or dashed · ``faint`` limit lines, never text · ``watch_text`` watch as text, ``watch`` as a mark · ``tint_*``
    pills. ``categorical`` four series and a grey, always with a dash and a direct label.
    """

    name: str
    page: str
    surface: str
    line: str
    grid: str
    text: str
    muted: str
    faint: str
    actual: str
    prior: str
    accent: str
    good: str
    watch_text: str
    watch: str
    bad: str
    no_data: str
    tint_good: str
    tint_watch: str
    tint_bad: str
    tint_accent: str
    tint_none: str
    categorical: tuple[str, ...]
    sequential: tuple[str, ...]
    diverging: tuple[str, ...]
    risk: tuple[str, ...]

    @property
    def low(self) -> str:
        return self.risk[0]

    @property
    def medium(self) -> str:
        return self.risk[1]

    @property
    def high(self) -> str:
        return self.risk[2]

    @property
    def very_high(self) -> str:
        return self.risk[3]

    @property
    def dark(self) -> bool:
        return self.name == "dark"

    def alpha(self, colour: str, share: float) -> str:
        """A colour of this palette let through: ``alpha(actual, .15)`` is the band of an interval."""
        red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
        return f"rgba({red},{green},{blue},{share:g})"


LIGHT = Palette(
    name="light",
    page="#FFFFFF",
    surface="#F5F7FA",
    line="#DCE2E9",
    grid="#E6EAEF",
    text="#16212E",
    muted="#51606F",
    faint="#7A8896",
    actual="#263645",
    prior="#8692A0",
    accent="#1F57B5",
    good="#0A766B",
    watch_text="#8A5B00",
    watch="#A87400",
    bad="#A42806",
    no_data="#6B7885",
    tint_good="#E1F3F0",
    tint_watch="#FCF1D6",
    tint_bad="#FCEBE3",
    tint_accent="#E9F0FB",
    tint_none="#EDF0F3",
    categorical=("#1F57B5", "#D9701A", "#27978A", "#7B1E57", "#5D6B7A"),
    sequential=(
        "#F1F6FC",
        "#DCE9F7",
        "#C3D8F0",
        "#A5C3E7",
        "#84ABDC",
        "#6391CE",
        "#4677BE",
        "#2F5FA8",
        "#21488A",
        "#163367",
    ),
    diverging=(
        "#8F2A08",
        "#BC4A1C",
        "#DA7A4E",
        "#EEAD8E",
        "#F8DCCF",
        "#D3E9E5",
        "#98CDC5",
        "#55A99D",
        "#1F8579",
        "#07574F",
    ),
    risk=("#EEF2F6", "#FBE7C6", "#F4BC8E", "#DD7F55"),
)

DARK = Palette(
    name="dark",
    page="#0F1722",
    surface="#172130",
    line="#2B394A",
    grid="#233041",
    text="#E8EEF5",
    muted="#A5B3C2",
    faint="#7F8FA0",
    actual="#D3DCE6",
    prior="#5F7183",
    accent="#84B0FF",
    good="#4CC9B6",
    watch_text="#F5D27A",
    watch="#F5D27A",
    bad="#FF7F52",
    no_data="#93A2B1",
    tint_good="#123631",
    tint_watch="#3A2E14",
    tint_bad="#43231A",
    tint_accent="#1B2C4A",
    tint_none="#222E3C",
    categorical=("#84B0FF", "#FFB45C", "#1FA08E", "#F5CFE3", "#93A2B1"),
    sequential=(
        "#16263C",
        "#1C3453",
        "#23436B",
        "#2C5486",
        "#3867A2",
        "#4A7DBC",
        "#6494D1",
        "#85AEE2",
        "#ABC8EF",
        "#D5E4F8",
    ),
    diverging=(
        "#FF9E78",
        "#E57A50",
        "#B9592F",
        "#80401F",
        "#4A2C20",
        "#1E3B3A",
        "#1F5C56",
        "#2C8479",
        "#45AD9F",
        "#7FDCCD",
    ),
    risk=("#1B2735", "#453914", "#6E421A", "#A04A24"),
)


def palette(theme: str | None) -> Palette:
    """The palette of a theme by Streamlit's name of it; light where none is known."""
    return DARK if theme == "dark" else LIGHT

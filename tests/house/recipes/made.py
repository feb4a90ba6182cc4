"""What a copy of the product says of what the recipes added, as one line of JSON. Runs inside the copy, on a store of
its own."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

from openpyxl import load_workbook
from pptx import Presentation
from streamlit.testing.v1 import AppTest

from analytics.catalogue import areas
from analytics.metrics import METRICS
from analytics.reports.slide import exhibit_pptx
from analytics.safeguards import alerts
from analytics.scope import Scope
from data.__main__ import main as data_command
from data.access import local_rights
from data.ingest.template import template
from data.language import Translator
from data.settings import settings
from data.store import open_store

FILES = {
    "outages": (
        "Outage,System,Started at,Ended at\nOUT-1,Billing,2026-07-11 08:00,2026-07-11 13:12\nOUT-2,App,2026-11-20"
        " 09:00,\n"
    ),
    "visits": "Visit,Visited on\nV-1,2026-11-02\nV-2,2026-11-03\n",
}


def loaded() -> dict[str, int]:
    """How many rows of each file the command takes."""
    rows = {}
    for name, text in FILES.items():
        Path(f"{name}.csv").write_text(text, encoding="utf-8")
        out = io.StringIO()
        data_command(
            ["load", name, f"{name}.csv", "--json", *(("--answer", "wave=none") if name == "outages" else ())], out=out
        )
        rows[name] = json.loads(out.getvalue())["new"]
    return rows


def main() -> None:
    rights = local_rights("joiner", "administrator")
    said: dict[str, object] = {"loaded": loaded()}
    store, scope = open_store(settings().store), Scope(rights)
    area = next(area for area in areas() if area.name == "safeguards")
    part = next(part for _, part in area.parts() if part.key == "longest-outages")
    warned = alerts.evaluate(store, rights)
    for language in ("en", "zh"):
        t = Translator(language)
        exhibit = part.exhibit(store, scope, (), t)
        if exhibit is None:
            raise SystemExit("the chart has nothing to say")
        slide = Presentation(io.BytesIO(exhibit_pptx(exhibit, t))).slides[0]
        said[language] = {
            "chart": exhibit.title,
            "slide": [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame],
            "native": sum(shape.has_chart for shape in slide.shapes),
            "alerts": [alert.sentence(t) for alert in warned],
            "template": [
                cell.value for cell in load_workbook(io.BytesIO(template("visits", language))).worksheets[0][1]
            ],
        }
    said["tile"] = "outages_open" in area.tiles
    said["value"] = METRICS["outages_open"].now(store, scope).value
    store.close()
    session = AppTest.from_file(str(Path("dashboard.py").resolve()), default_timeout=180)
    session.switch_page("pages/visits.py").run()
    said["page"] = "\n".join(element.value for element in session.html if "<style>" not in element.value)
    json.dump(said, sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main()

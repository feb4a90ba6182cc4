"""``make audit``: what the product is made of. Licences and a list of parts from what is installed, known faults from
who knows them.

1. Every package of ``requirements.lock`` is installed in the version that is locked there.
2. Every package has a licence that may be passed on with the product (``ALLOWED``); one that is unknown is named and
  fails.
3. ``build/sbom.json`` lists them with version, licence and the hashes of their files, in the form of CycloneDX 1.6.
4. ``pip-audit`` asks for known faults where it is installed and its service can be reached; where not, that is said and
  nothing is claimed.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[1]
LOCK = ROOT / "requirements.lock"
ALLOWED = (
    "MIT",
    "BSD",
    "Apache",
    "Python Software Foundation",
    "PSF",
    "ISC",
    "MPL",
    "Mozilla Public",
    "Unlicense",
    "0BSD",
    "Zlib",
    "HPND",
    "CC0",
    "LGPL",
)
"""Licences that go with Apache-2.0 of the product as libraries that are used and not changed."""
REFUSED = re.compile(r"(?<![A-Za-z])(AGPL|GPL|SSPL|BUSL|Commons Clause)|Affero|GNU General Public")


class Part(NamedTuple):
    """A package of the lock: where it is only for some machines, ``marker`` says which."""

    name: str
    version: str
    marker: str
    hashes: tuple[str, ...]


def locked(text: str) -> list[Part]:
    """The packages of a lock file."""
    found = []
    for block in re.split(r"\n(?=\S)", text.replace("\\\n", " ")):
        told = re.match(r"([A-Za-z0-9_.-]+)==([^\s;]+)\s*(?:;\s*(.*?))?\s*(?=--hash|$)", block)
        if told:
            hashes = tuple(re.findall(r"--hash=sha256:([0-9a-f]{64})", block))
            found.append(Part(told[1], told[2], (told[3] or "").strip(), hashes))
    return found


def licence_of(package: Distribution) -> str:
    """What a package says of its licence: its expression, else its classifiers, else its short text."""
    told = package.metadata
    if expression := told.get("License-Expression"):
        return str(expression)
    classes = [
        line.rsplit("::", 1)[-1].strip() for line in told.get_all("Classifier") or () if line.startswith("License ::")
    ]
    classes = [line for line in classes if line != "OSI Approved"]
    if classes:
        return " OR ".join(classes)
    text = str(told.get("License") or "").strip()
    return text.splitlines()[0][:80] if text else ""


def may_be_used(licence: str) -> bool:
    """Whether one of the licences to choose from is allowed."""
    choices = re.split(r"\bOR\b", licence)
    return any(
        any(word in one for word in ALLOWED) and not (REFUSED.search(one) and "LGPL" not in one) for one in choices
    )


def parts_list(parts: list[tuple[Part, str]]) -> dict[str, Any]:
    """The list of parts as CycloneDX 1.6; the same for the same parts."""
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {"type": "application", "name": "handover", "licenses": [{"license": {"id": "Apache-2.0"}}]}
        },
        "components": [
            {
                "type": "library",
                "name": part.name,
                "version": part.version,
                "purl": f"pkg:pypi/{part.name}@{part.version}",
                "bom-ref": f"{part.name}@{part.version}",
                "licenses": [{"license": {"name": licence}}],
                "hashes": [{"alg": "SHA-256", "content": one} for one in part.hashes],
            }
            for part, licence in parts
        ],
    }


def known_faults() -> tuple[bool, str]:
    """Whether known faults were found, and the sentence that says so or that nobody could be asked."""
    tool = shutil.which("pip-audit") or shutil.which("pip-audit", path=str(Path(sys.executable).parent))
    if tool is None:
        return False, "Known faults: not asked, pip-audit is not installed."
    command = [
        tool,
        "--requirement",
        str(LOCK),
        "--disable-pip",
        "--require-hashes",
        "--format",
        "json",
        "--progress-spinner",
        "off",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
    try:
        told = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        return False, "Known faults: not asked, the service of pip-audit cannot be reached from here."
    skipped = [one["name"] for one in told if "skip_reason" in one]
    bad = [f"{one['name']} {one['version']}: {fault['id']}" for one in told for fault in one.get("vulns", ())]
    if bad:
        return True, "Known faults: " + "; ".join(bad)
    if len(skipped) == len(told):
        return False, "Known faults: not asked, the service of pip-audit knows none of the packages from here."
    return False, f"Known faults: none in {len(told) - len(skipped)} packages, {len(skipped)} not known to the service."


def main() -> int:
    wrong, parts = [], []
    for part in locked(LOCK.read_text(encoding="utf-8")):
        try:
            package = distribution(part.name)
        except PackageNotFoundError:
            if not part.marker:  # else it is one of another system
                wrong.append(f"{part.name} is not installed")
            continue
        if package.version != part.version:
            wrong.append(f"{part.name} is installed as {package.version}, locked is {part.version}")
        licence = licence_of(package)
        if not may_be_used(licence):
            wrong.append(f"{part.name}: licence {licence or 'unknown'}")
        parts.append((part, licence))
    target = ROOT / "build" / "sbom.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(parts_list(parts), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    faulty, said = known_faults()
    lines = [*wrong, f"{len(parts)} packages, their licences read; list of parts: {target.relative_to(ROOT)}", said]
    sys.stdout.write("\n".join(lines) + "\n")
    return 1 if wrong or faulty else 0


if __name__ == "__main__":
    sys.exit(main())

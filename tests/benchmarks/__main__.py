"""``make bench``: run every benchmark of this folder, each in a process of its own, and let it print its ratios."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main() -> int:
    """Run them in the order of their names; 1 when one of them failed."""
    names = [path.stem for path in sorted(HERE.glob("bench_*.py"))]
    failed = []
    for name in names:
        sys.stdout.write(f"\n== {name}\n")
        sys.stdout.flush()
        if subprocess.run(
            [sys.executable, "-m", f"tests.benchmarks.{name}"], cwd=HERE.parent.parent, check=False
        ).returncode:
            failed.append(name)
    sys.stdout.write(f"\n{len(names)} benchmarks, {len(failed)} failed {' '.join(failed)}\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

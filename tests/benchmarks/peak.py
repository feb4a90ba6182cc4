"""How much memory a process has had, for benchmarks; imported by other libraries' environments too."""

from pathlib import Path


def peak() -> float:
    """The most memory that this process has had at once, in MB, as Linux tells it; what its parent had is not in it."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


def forget_peak() -> float:
    """Begin to look for the most anew (Linux); the memory that the process has now, in MB."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    return peak()

"""The situations that are measured: the golden cases, the project's own where the shared ones are absent."""

from pathlib import Path

from routing.situation_files import Written, read_cases

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared" / "golden"
OWN = ROOT / "tests" / "routing" / "cases"


def golden() -> list[Written]:
    """Give every golden situation."""
    folder = SHARED if SHARED.is_dir() else OWN
    return [case for path in sorted(folder.glob("*.yaml")) for case in read_cases(path)]

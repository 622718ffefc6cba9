"""What a command says of a run in words: its report, and how far it is."""

from collections.abc import Iterator, Mapping
from typing import Any

from importers.progress import Progress
from importers.report_page import COUNTS, number_of, summary

IN_WORDS = {
    "waiting": "en attente",
    "working": "en cours de lecture",
    "interrupted": "interrompu",
    "ready": "prêt à appliquer",
    "stopped": "arrêté : à relire",
    "applying": "en cours d’écriture",
    "applied": "appliqué",
    "undone": "annulé",
    "failed": "échec",
    "abandoned": "abandonné",
}
SHOWN = 20
BAR = 30


def report_lines(report: Mapping[str, Any]) -> Iterator[str]:
    """Say a report, line after line."""
    yield f"Lignes lues : {report['read']} en {report['seconds']} s"
    for key, (words, _) in COUNTS.items():
        yield f"  {number_of(report, key):>7} {words}"
    yield from report["told"]
    for refusal in report["refused"][:SHOWN]:
        yield (
            f"Ligne {refusal['line']}, colonne « {refusal['column']} » : "
            f"« {refusal['value']} ». {refusal['reason']}"
        )
    for note in report["notes"][:SHOWN]:
        yield f"{note['count']} fois, colonne « {note['column']} » : {note['reason']}"
    yield from report["stops"]


def run_line(run: Any, state: str) -> str:
    """Say one run on a line: when it began, its source, what it is at, what it did."""
    told = summary(run.report or {})
    return (
        f"{run.id:>4} {run.started_at:%d/%m/%Y %H:%M} {run.source_slug:<16} {IN_WORDS[state]} {told}".rstrip()
    )


def bar(progress: Progress) -> str:
    """Draw how far a run is; where nobody knows of how many, only how many are done."""
    if not progress.total:
        return f"{progress.phase} : {progress.done}" if progress.done else progress.phase
    done = min(progress.done / progress.total, 1.0)
    filled = round(done * BAR)
    return f"{progress.phase} [{'#' * filled}{'-' * (BAR - filled)}] {done:4.0%}"

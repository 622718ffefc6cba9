"""The report of a run in plain words: what was read, what would change, and why some rows were left."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from directory.typography import NARROW, WIDE, typeset
from importers.field_words import in_words, label_of

COUNTS: Mapping[str, tuple[str, str]] = {
    "added": ("ajoutées", "Fiches que l’annuaire n’a pas encore."),
    "changed": ("modifiées", "Fiches dont un champ au moins change."),
    "unchanged": ("inchangées", "Rien à faire."),
    "removed": ("retirées", "Fiches que cette source ne donne plus."),
    "to_decide": ("à décider", "Doublon possible ou sorte inconnue : rien n’est publié avant votre réponse."),
    "withheld": ("tenues cachées", "Peut-être un lieu qui se cache : ni adresse ni publication."),
    "outside": ("hors sujet", "Sortes de lieux que l’annuaire ne réunit pas."),
    "refused": ("refusées", "Lignes qui ne peuvent pas être une fiche : la raison est dite plus bas."),
}
"""Count of a report -> its words, and what it means."""

LISTED: Mapping[str, str] = {
    "removed": "Retirées",
    "added": "Ajoutées",
    "undecided": "À décider : un doublon ?",
    "unclassed": "À décider : quelle catégorie ?",
    "withheld": "Tenues cachées",
    "outside": "Hors sujet",
}
"""Examples of a report that are names only -> their title."""

REFUSED_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Count:
    """A number of a report, its words, and what it means."""

    key: str
    number: int
    words: str
    meaning: str


@dataclass(frozen=True, slots=True)
class ChangeItem:
    """A listing that changes: its name, and each of its fields before and after.

    `is_joined` is a listing of another source that this one now speaks of too.
    """

    name: str
    fields: tuple[tuple[str, ...], ...]
    is_joined: bool


@dataclass(frozen=True, slots=True)
class ReportItem:
    """What a run read and would do.

    `listed` are examples: (key, title, (name, why)…). `notes` are (column, reason, number, examples);
    `refused` are (line, column, value, reason), the first of `refused_count`. `stops` ask for a second yes;
    `waits` says that questions will be asked.
    """

    read: int
    counts: tuple[Count, ...]
    changed: tuple[ChangeItem, ...]
    listed: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...]
    notes: tuple[tuple[str, str, int, str], ...]
    refused: tuple[tuple[int, str, str, str], ...]
    refused_count: int
    stops: tuple[str, ...]
    waits: bool
    seconds: str


def report_item(session: Session, report: Mapping[str, Any]) -> ReportItem:
    """Give a report as it is shown."""
    examples = report["examples"]
    return ReportItem(
        read=report["read"],
        counts=tuple(_count(key, number_of(report, key)) for key in COUNTS),
        changed=tuple(_change(session, each) for each in examples["changed"]),
        listed=tuple(
            (key, typeset(title), tuple(_listed(session, each) for each in examples[key]))
            for key, title in LISTED.items()
            if examples[key]
        ),
        notes=tuple(_note(each) for each in report["notes"]),
        refused=tuple(_refusal(each) for each in report["refused"][:REFUSED_SHOWN]),
        refused_count=report["refused_count"],
        stops=tuple(map(typeset, report["stops"])),
        waits=bool(report["to_decide"] or report["withheld"] > report["outside"]),
        seconds=f"{report['seconds']:.1f}{WIDE}s".replace(".", ","),
    )


def number_of(report: Mapping[str, Any], key: str) -> int:
    """Give a count of a report; what is outside the directory is told apart from what is kept hidden."""
    number: int = report[key] if key != "refused" else report["refused_count"]
    return number - report["outside"] if key == "withheld" else number


def _count(key: str, number: int) -> Count:
    words, meaning = COUNTS[key]
    return Count(key, number, _agreed(words, number), typeset(meaning))


def _listed(session: Session, example: Mapping[str, str]) -> tuple[str, str]:
    """Give the name of a listing with its commune, and why it is there."""
    town = in_words(session, "commune", example["commune"])
    return f"{example['name']}{f', {town}' if town else ''}", typeset(example.get("reason", ""))


def _change(session: Session, example: Mapping[str, Any]) -> ChangeItem:
    fields = (
        (
            label_of(each["field"]),
            *(in_words(session, each["field"], each[when]) for when in ("before", "after")),
        )
        for each in example["fields"]
    )
    return ChangeItem(_listed(session, example)[0], tuple(fields), example["is_joined"])


def _note(note: Mapping[str, Any]) -> tuple[str, str, int, str]:
    examples = (f"ligne {each['line']}{WIDE}: {each['value']}" for each in note["examples"])
    return note["column"], typeset(note["reason"]), note["count"], f"{NARROW}; ".join(examples)


def _refusal(row: Mapping[str, Any]) -> tuple[int, str, str, str]:
    return row["line"], row["column"], row["value"], typeset(row["reason"])


def summary(report: Mapping[str, Any]) -> str:
    """Give « 12 ajoutées, 3 modifiées », or that nothing changes; nothing where there is no report yet."""
    if not report:
        return ""
    did = [(report[key], COUNTS[key][0]) for key in ("added", "changed", "removed") if report[key]]
    return ", ".join(f"{number} {_agreed(words, number)}" for number, words in did) or "rien ne change"


def _agreed(words: str, number: int) -> str:
    return words if number > 1 else words.replace("ées", "ée").replace("tenues", "tenue")

"""Under which names each place of the gazetteer is found, and in which order they are preferred."""

from collections.abc import Iterable, Iterator
from typing import Any

from directory.folding import full_forms, later_words
from directory.typography import typeset

KINDS = ("commune", "district", "word", "former", "old")
"""Kinds of names, the preferred first. `old` is an INSEE code that was withdrawn and kept no name."""

_OF_ARTICLE = {
    "Le ": "du ",
    "La ": "de la ",
    "Les ": "des ",
    "L'": "de l'",
    "Aux ": "des ",
    "Las ": "de las ",
    "Los ": "de los ",
}
_ELIDED = 1
"""INSEE's type of liaison of a name that makes « de » lose its vowel."""

_FORMER = {"commune-deleguee": "commune déléguée", "commune-associee": "commune associée"}

Row = dict[str, Any]


def department_of(code: str) -> str:
    """Give the département in which the commune of INSEE code `code` lies."""
    return code[:3] if code.startswith("97") else code[:2]


def name_rows(content: Row, communes: list[Row]) -> list[Row]:
    """Give every name under which a place is found, numbered in order of preference."""
    rank = {row["code"]: rank for rank, row in enumerate(communes)}
    rows = [*_commune_names(communes), *_district_names(content), *_former_names(content)]
    rows += _withdrawn_codes(content, communes)
    rows.sort(key=lambda row: (KINDS.index(row["kind"]), rank[row["commune_code"]], row["code"]))
    return [{"id": number, **row} for number, row in enumerate(rows, start=1)]


def _commune_names(communes: Iterable[Row]) -> Iterator[Row]:
    for row in communes:
        found = {"commune_code": row["code"], "code": row["code"], "label": _label(row["name"], row["code"])}
        forms = full_forms(row["name"])
        yield from ({**found, "kind": "commune", "folded": form} for form in forms)
        ends = (end for end in later_words(row["name"]) if end not in forms)
        yield from ({**found, "kind": "word", "folded": end} for end in ends)


def _district_names(content: Row) -> Iterator[Row]:
    """Name districts as people write them once folded, « lyon 3 », and by their own postcodes."""
    for code, name, commune, _, postcodes in content["districts"]:
        town, number, _ = name.split()
        short = f"{town.lower()} {number.removesuffix('er').removesuffix('e')}"
        found = {"commune_code": commune, "code": code, "label": f"{town} {number} arrondissement"}
        yield from ({**found, "kind": "district", "folded": form} for form in [short, *postcodes.split()])


def _former_names(content: Row) -> Iterator[Row]:
    columns = content["communes"]
    today = {
        code: of_name(name, liaison)
        for code, name, liaison in zip(columns["code"], columns["name"], columns["liaison"], strict=True)
    }
    for code, name, commune, kind in content["former"]:
        label = typeset(f"{_label(name, commune)}, {_FORMER[kind]} {today[commune]}")
        found = {"commune_code": commune, "code": code, "label": label, "kind": "former"}
        yield from ({**found, "folded": form} for form in full_forms(name))


def of_name(name: str, liaison: int) -> str:
    """Give « de » and the name of a commune as French contracts them: du Havre, d’Auch, de la Rochelle."""
    for article, contracted in _OF_ARTICLE.items():
        if name.startswith(article):
            return contracted + name.removeprefix(article)
    return ("d'" if liaison == _ELIDED else "de ") + name


def _withdrawn_codes(content: Row, communes: Iterable[Row]) -> Iterator[Row]:
    """Give the commune of today for the INSEE codes that listings of other years still quote."""
    columns = content["communes"]
    named = {*columns["code"], *(row[0] for row in (*content["former"], *content["districts"]))}
    labels = {row["code"]: _label(row["name"], row["code"]) for row in communes}
    for commune, old in zip(columns["code"], columns["old_codes"], strict=True):
        for code in set(old.split()) - named:
            found = {"commune_code": commune, "code": code, "label": labels[commune]}
            yield {**found, "kind": "old", "folded": code.lower()}


def _label(name: str, code: str) -> str:
    return f"{name} ({department_of(code)})"

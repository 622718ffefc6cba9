"""What the kinds of a source are in the directory: the tables of `importers/mappings`.

A table lists each code of a source with its label, how it fits (`exact`, `broader`, `none`) and what it is,
or may be. A code that no table holds is *unknown*: it waits for a person, it is never guessed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType

from directory.vocabulary import vocabulary
from directory.yaml_fields import Entry, read_entries, refuse_twice
from importers.naming import FOLDER, MappingError
from importers.naming import category_by_name as category_by_name
from importers.statements import Fit

FITS: Mapping[str, Fit] = MappingProxyType({"exact": "exact", "broader": "broader", "none": "none"})
"""How a code that somebody mapped fits."""

STRONGEST_FIRST: tuple[Fit, ...] = ("exact", "broader", "unknown", "none")
COUNTS = {"exact": (1, 1), "broader": (1, 12), "none": (0, 0), "unknown": (0, 12)}
"""How a code fits -> how many categories it may name, least and most."""

LONGEST_CODE = 80


@dataclass(frozen=True, slots=True)
class Kind:
    """A line of a table: a `code` of a source, its label, and the categories that it is or may be.

    `is_perhaps_hidden` marks what may be a shelter or a home. `serves` is *department* where every such
    service serves the whole département it stands in, save those of `not_in`; empty where nobody can tell.
    """

    code: str
    label: str
    fit: Fit
    categories: tuple[str, ...]
    is_perhaps_hidden: bool = False
    serves: str = ""
    not_in: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fitted:
    """What the codes of a row are together. `category` is empty unless `fit` is exact.

    `code` and `label` name the codes that decided, for a person to decide for all the rows alike.
    """

    fit: Fit
    category: str
    proposed: tuple[str, ...]
    code: str
    label: str
    is_perhaps_hidden: bool
    kinds: tuple[Kind, ...] = ()

    def serves(self, department: str) -> bool:
        """Say whether what stands in `department` serves the whole of it, whichever of its kinds it is."""
        return bool(self.kinds) and all(
            kind.serves == "department" and department not in kind.not_in for kind in self.kinds
        )


def fitted(table: str, codes: Sequence[str]) -> Fitted:
    """Give what `codes` of `table` are together: see `together`. No code at all is unknown."""
    kinds = kinds_of(table)
    return together(
        [kinds.get(code) or Kind(code, "", "unknown", ()) for code in dict.fromkeys(codes) if code]
    )


def together(kinds: Sequence[Kind]) -> Fitted:
    """Fit several kinds at once: exact where those that are exact give one category, and only one.

    Otherwise all that they may be is proposed. They are outside only where each of them is known to be.
    """
    hidden = any(kind.is_perhaps_hidden for kind in kinds)
    decisive = next((held for fit in STRONGEST_FIRST if (held := [k for k in kinds if k.fit == fit])), [])
    fit = decisive[0].fit if decisive else "unknown"
    slugs = tuple(dict.fromkeys(slug for kind in decisive for slug in kind.categories))
    is_one = fit == "exact" and len(slugs) == 1
    return Fitted(
        fit="broader" if fit == "exact" and not is_one else fit,
        category=slugs[0] if is_one else "",
        proposed=() if is_one else slugs,
        code=_code([kind.code for kind in decisive]),
        label=" ; ".join(kind.label for kind in decisive if kind.label),
        is_perhaps_hidden=hidden,
        kinds=tuple(decisive),
    )


def _code(codes: Sequence[str]) -> str:
    """Name several codes as one, short enough to be kept, the same whatever their order."""
    whole = "+".join(sorted(codes))
    if len(whole) <= LONGEST_CODE:
        return whole
    return f"{whole[: LONGEST_CODE - 9]}~{sha256(whole.encode()).hexdigest()[:8]}"


def settled(kind: Fitted, name: str) -> Fitted:
    """Let `name` settle what codes leave open, where it says one of the categories that they may be."""
    said = category_by_name(name) if kind.fit in ("broader", "unknown") else ""
    if not said or (kind.proposed and said not in kind.proposed):
        return kind
    return replace(kind, fit="exact", category=said, proposed=())


@cache
def kinds_of(table: str) -> Mapping[str, Kind]:
    """Give each kind of a table of `importers/mappings` by its code, read once."""
    return read_kinds(FOLDER / f"{table}.yaml")


def read_kinds(path: Path) -> Mapping[str, Kind]:
    """Give each kind of a table by its code; raise MappingError with all that is wrong."""
    problems: list[str] = []
    entries = read_entries(path, problems)
    entries = [entry.named(entry.plain("code")) for entry in entries]
    refuse_twice(entries, "code")
    kinds = [_kind(entry) for entry in entries]
    MappingError.raise_for(problems)
    return MappingProxyType({kind.code: kind for kind in kinds})


def _kind(entry: Entry) -> Kind:
    entry.only({"code", "label", "fit", "categories", "hidden", "serves", "not_in"})
    fit = FITS.get(entry.word("fit", FITS), "unknown")
    categories = entry.words("categories", vocabulary().categories)
    least, most = COUNTS[fit]
    if not least <= len(categories) <= most:
        entry.refuse(f"« {fit} » ne va pas avec {len(categories)} catégorie(s).", "fit")
    return Kind(
        code=entry.plain("code"),
        label=entry.text("label"),
        fit=fit,
        categories=categories,
        is_perhaps_hidden=bool(entry.boolean("hidden")),
        serves=entry.word("serves", ("department",), required=False),
        not_in=entry.words("not_in"),
    )

"""What the kinds of a source are in the directory, by tables (`importers/mappings`), or as names say plainly.

A table lists each code of a source with its label, how it fits (`exact`, `broader`, `none`) and what it is,
or may be. A code that no table holds is *unknown*: it waits for a person, it is never guessed.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType

from directory.folding import fold
from directory.vocabulary import vocabulary
from directory.yaml_fields import Entry, read_entries, read_entry, refuse_twice
from importers.statements import Fit

FOLDER = Path(__file__).parent / "mappings"
FITS: Mapping[str, Fit] = MappingProxyType({"exact": "exact", "broader": "broader", "none": "none"})
"""How a code that somebody mapped fits."""

STRONGEST_FIRST: tuple[Fit, ...] = ("exact", "broader", "unknown", "none")
COUNTS = {"exact": (1, 1), "broader": (1, 12), "none": (0, 0), "unknown": (0, 12)}
"""How a code fits -> how many categories it may name, least and most."""

LONGEST_CODE = 80

_SPELLED = re.compile(r"\b(?:[A-Z]\.){2,}")
"""An acronym written letter by letter: « C.M.P. »."""


class MappingError(Exception):
    """A table that contradicts itself or the vocabulary; the message has one French sentence a line."""


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
        """Say whether such a service serves the whole of `department` when it stands in it."""
        return any(k.serves == "department" and department not in k.not_in for k in self.kinds)


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


def category_by_name(name: str) -> str:
    """Give the category that `name` says plainly, in whole words; empty where it says none, or several."""
    sayings = _sayings()
    folded = fold(_SPELLED.sub(lambda found: found[0].replace(".", ""), name))
    if sayings.unsure.search(folded):
        return ""
    said = {s.category for s in sayings.each if s.says.search(folded) and not s.unless.search(folded)}
    return said.pop() if len(said) == 1 else ""


@dataclass(frozen=True, slots=True)
class _Saying:
    """The words by which names say a category, and those beside which they do not."""

    category: str
    says: re.Pattern[str]
    unless: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class _Sayings:
    """Every saying, and the words that make any name unsure."""

    unsure: re.Pattern[str]
    each: tuple[_Saying, ...]


@cache
def kinds_of(table: str, folder: Path = FOLDER) -> Mapping[str, Kind]:
    """Give each kind of a table by its code, read once; raise MappingError with all that is wrong."""
    problems: list[str] = []
    entries = read_entries(folder / f"{table}.yaml", problems)
    entries = [entry.named(entry.plain("code")) for entry in entries]
    refuse_twice(entries, "code")
    kinds = [_kind(entry) for entry in entries]
    _raise(problems)
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


@cache
def _sayings(path: Path = FOLDER / "names.yaml") -> _Sayings:
    problems: list[str] = []
    entry = read_entry(path, problems)
    entry.only({"unsure", "names"})
    unsure, entries = _any_of(entry.words("unsure")), entry.entries("names")
    refuse_twice(entries, "category")
    each = tuple(map(_saying, entries))
    _raise(problems)
    return _Sayings(unsure, each)


def _saying(entry: Entry) -> _Saying:
    entry.only({"category", "says", "begins", "unless"})
    begins = [f"^{fold(words)}" for words in entry.words("begins")]
    says = [fold(words) for words in entry.words("says")]
    category = entry.word("category", vocabulary().categories)
    return _Saying(category, _one_of([*begins, *says]), _any_of(entry.words("unless")))


def _any_of(phrases: Sequence[str]) -> re.Pattern[str]:
    return _one_of([fold(words) for words in phrases])


def _one_of(patterns: Sequence[str]) -> re.Pattern[str]:
    """Match any of `patterns` in whole words of a folded text; match nothing where there is none."""
    return re.compile(rf"(?<![a-z0-9])(?:{'|'.join(patterns)})(?![a-z0-9])" if patterns else "(?!)")


def _raise(problems: list[str]) -> None:
    if problems:
        raise MappingError("\n".join(problems))

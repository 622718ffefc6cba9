"""The labelled pairs: whether two rows are one place, as somebody who read them both said."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from zlib import crc32

from directory.yaml_files import YamlList, YamlMap, read_yaml
from importers.matching.known import Known
from importers.matching.subject import Subject, subject_of
from tests.importers.matching.recipes import RECIPES
from tests.importers.matching.rows import Rows

PAIRS = Path(__file__).with_name("pairs.yaml")


@dataclass(frozen=True, slots=True)
class Labelled:
    """Two rows, and whether they are the same place. `label` names them."""

    label: str
    ours: Subject
    theirs: Subject
    is_same: bool
    is_derived: bool
    is_held_out: bool


@dataclass(frozen=True, slots=True)
class Counted:
    """What answers are worth: how much that is called same is so, and how much that is so is called same."""

    pairs: int
    precision: float
    recall: float
    undecided: float


def read_pairs(data: Path) -> list[Labelled]:
    """Read the pairs whose rows are in the reference folder `data`."""
    rows, written = Rows(data), read_yaml(PAIRS)
    assert isinstance(written, YamlList)
    return [_labelled(rows, pair) for pair in written if isinstance(pair, YamlMap)]


def _labelled(rows: Rows, pair: YamlMap) -> Labelled:
    a, b = str(pair["a"]), str(pair["b"])
    return Labelled(
        label=f"{a} | {b}",
        ours=_subject(rows, a, "left"),
        theirs=_subject(rows, b, "right"),
        is_same=pair["same"] is True,
        is_derived=pair.get("derived") is True,
        is_held_out=crc32(f"{a}|{b}".encode()) % 2 == 1,
    )


def _subject(rows: Rows, written: str, side: str) -> Subject:
    """Give the row that « file key recipe… » names, each side as a source of its own."""
    file, key, *recipes = written.split(" ")
    statement = rows.read(file)[key]
    for recipe in recipes:
        statement = RECIPES[recipe](statement)
    if recipes:
        statement = replace(statement, siret="", finess="")
    return subject_of(statement, side, rows.department(statement.record.commune, key))


def answer(known: Known, pair: Labelled) -> str:
    """Give what matching says of a pair, its second row being known."""
    known.add(1, pair.theirs)
    return known.match(pair.ours).answer


def count(pairs: Iterable[Labelled], answered: Callable[[Labelled], str]) -> Counted:
    """Count what `answered` is worth on `pairs`."""
    said = [(pair.is_same, answered(pair)) for pair in pairs]
    called = [is_same for is_same, answer in said if answer == "same"]
    true = [answer == "same" for is_same, answer in said if is_same]
    undecided = [answer == "undecided" for _, answer in said]
    return Counted(len(said), _share(called), _share(true), _share(undecided))


def _share(found: Sequence[bool]) -> float:
    return sum(found) / len(found) if found else 1.0

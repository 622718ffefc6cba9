"""How often matching is right, on pairs of real rows that somebody labelled by reading them."""

from pathlib import Path

import pytest

from importers.matching.known import Known
from tests.importers.matching.labelled import Labelled, answer, count, read_pairs
from tests.importers.matching.rows import Rows

PRECISION, RECALL = 0.99, 0.90


@pytest.fixture(scope="module")
def labelled(shared: Path) -> list[Labelled]:
    """The labelled pairs."""
    return read_pairs(shared / "data")


@pytest.fixture(scope="module")
def communes(shared: Path) -> dict[str, str]:
    """The names of communes, folded."""
    return Rows(shared / "data").folded_communes()


def test_hundreds_of_pairs_are_labelled_and_most_of_them_are_of_two_files_or_two_rows(
    labelled: list[Labelled],
) -> None:
    assert len(labelled) >= 400
    assert len([pair for pair in labelled if not pair.is_derived]) >= 300
    assert len([pair for pair in labelled if not pair.is_derived and pair.is_same]) >= 90
    assert len([pair for pair in labelled if not pair.is_same]) >= 300


@pytest.mark.parametrize("is_held_out", [False, True], ids=["tuned", "held-out"])
def test_what_is_called_the_same_place_is_and_what_is_the_same_place_is_mostly_called_so(
    labelled: list[Labelled], communes: dict[str, str], is_held_out: bool
) -> None:
    half = [pair for pair in labelled if pair.is_held_out is is_held_out]
    counted = count(half, lambda pair: answer(Known(communes), pair))
    assert counted.pairs >= 300
    assert counted.precision >= PRECISION
    assert counted.recall >= RECALL
    assert counted.undecided < 0.12


def test_rows_of_one_file_all_known_at_once_are_still_told_apart(
    labelled: list[Labelled], communes: dict[str, str]
) -> None:
    known = Known(communes)
    for number, pair in enumerate(labelled):
        known.add(number, pair.theirs)
    wrong = 0
    for number, pair in enumerate(labelled):
        verdict = known.match(pair.ours)
        if not pair.is_same and verdict.answer == "same":
            wrong += verdict.candidates[0].service_id == number
    assert wrong <= len(labelled) * (1 - PRECISION)

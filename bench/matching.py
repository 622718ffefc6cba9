"""How often a row is recognised, on labelled pairs, beside names compared as wholes; and how fast."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from rapidfuzz import fuzz

from importers.matching.known import Known
from importers.matching.subject import Subject
from tests.importers.matching.labelled import Labelled, answer, count, read_pairs
from tests.importers.matching.rows import Rows

DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data"
ALIKE = 90.0
ROWS = 20_000


def print_matching() -> None:
    """Print what matching is worth on each half of the labelled pairs, and what many rows cost."""
    if not DATA.is_dir():
        print("\nLe rapprochement : sans le dossier ../shared, les paires annotées ne peuvent pas être lues")
        return
    pairs, communes = read_pairs(DATA), Rows(DATA).folded_communes()
    derived = sum(pair.is_derived for pair in pairs)
    print(f"\nLe rapprochement, {len(pairs)} paires annotées, dont {derived} dérivées d’une seule ligne")
    for name, is_held_out in (("moitié de réglage", False), ("moitié tenue à l’écart", True)):
        half = [pair for pair in pairs if pair.is_held_out is is_held_out]
        natural = [pair for pair in half if not pair.is_derived]
        _print_worth(f"Known.match(), {name}", half, lambda pair: answer(Known(communes), pair))
        _print_worth("  dont deux lignes réelles", natural, lambda pair: answer(Known(communes), pair))
        _print_worth("à côté : token_set_ratio ≥ 90 et même commune", half, whole_names)
    _print_speed([pair.theirs for pair in pairs], communes)


def whole_names(pair: Labelled) -> str:
    """Compare names as wholes, as one would without thinking of it."""
    is_alike = fuzz.token_set_ratio(pair.ours.name, pair.theirs.name) >= ALIKE
    return "same" if is_alike and pair.ours.commune == pair.theirs.commune else "different"


def _print_worth(name: str, pairs: Sequence[Labelled], answered: Callable[[Labelled], str]) -> None:
    worth = count(pairs, answered)
    print(
        f"  {name:<52} précision {worth.precision:6.1%}   rappel {worth.recall:6.1%}"
        f"   à décider {worth.undecided:6.1%}   n = {worth.pairs}"
    )


def _print_speed(subjects: Sequence[Subject], communes: dict[str, str]) -> None:
    known, start = Known(communes), time.process_time()
    for number, subject in enumerate(_spread(subjects, communes)):
        known.add(number, subject)
    held = time.process_time()
    for subject in _spread(subjects, communes):
        known.match(replace(subject, keys=("bench:1",)))
    print(
        f"  {ROWS} fiches retenues en {held - start:.1f} s de calcul,"
        f" {ROWS} lignes rapprochées en {time.process_time() - held:.1f} s"
    )


def _spread(subjects: Sequence[Subject], communes: dict[str, str]) -> Iterator[Subject]:
    """Give many listings: those of the pairs, in one commune after the other, a third of them in twenty."""
    codes = sorted(communes)
    for number in range(ROWS):
        code = codes[number % 20 if number % 3 == 0 else number % len(codes)]
        department = code[:3] if code.startswith("97") else code[:2]
        subject = subjects[number % len(subjects)]
        yield replace(
            subject,
            commune=code,
            department=department,
            phones=(f"+331990{number:05d}",),
            email="",
            siret="",
            finess="",
            keys=(f"spread:{number}",),
        )

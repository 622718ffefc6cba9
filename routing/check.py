"""Whether the rules still say what golden cases expect of them."""

from collections.abc import Iterable

from routing.engine import route
from routing.orientation import Orientation
from routing.rules import RuleBook
from routing.situation_files import Written

BANNER = "emergency-call"


def failures(case: Written, rules: RuleBook) -> list[str]:
    """Give a sentence for each expectation of `case` that the rules do not meet; none when all are met."""
    orientation = route(case.situation, rules)
    proposed = [suggestion.category for suggestion in orientation.suggestions]
    expected = case.expected
    return [
        *_first(proposed, expected.get("expect_first", ())),
        *(f"manque : {word}" for word in _missing(expected.get("expect_includes", ()), proposed)),
        *(f"de trop : {word}" for word in expected.get("expect_excludes", ()) if word in proposed),
        *_missing_marks(case, orientation),
    ]


def _first(proposed: list[str], allowed: Iterable[str]) -> list[str]:
    """The first suggestion must be one of `allowed`; a pinned banner does not count unless it is allowed."""
    accepted = set(allowed)
    if not accepted or accepted & set(proposed[:1]):
        return []
    if proposed[:1] == [BANNER] and accepted & set(proposed[1:2]):
        return []
    return [
        f"vient en premier : {', '.join(proposed[:2]) or 'rien'}, attendu : {', '.join(sorted(accepted))}"
    ]


def _missing_marks(case: Written, orientation: Orientation) -> list[str]:
    marks = {
        "expect_flags": orientation.flags,
        "expect_actions": orientation.actions,
        "expect_helplines": orientation.helplines,
    }
    return [
        f"manque ({key.removeprefix('expect_')}) : {word}"
        for key, given in marks.items()
        for word in _missing(case.expected.get(key, ()), given)
    ]


def _missing(wanted: Iterable[str], given: Iterable[str]) -> list[str]:
    known = set(given)
    return [word for word in wanted if word not in known]

"""What the engine does with rules: collect all that hold, exclude, put in order, explain."""

from itertools import pairwise, product

import pytest
from hypothesis import given, settings
from situations import situations
from small_books import book, exclusion, rule, when

from directory.vocabulary import vocabulary
from routing.engine import route
from routing.facts import Situation
from routing.orientation import Orientation
from routing.rule_files import load_rules
from routing.rules import RuleBook

ALWAYS, AT_OFFICE = "siao-115", "ccas-cias"
TONIGHT = when(urgency="tonight")
NIGHT = Situation.of({"urgency": "tonight", "time_context": "evening-night"})


@pytest.fixture(scope="module")
def real() -> RuleBook:
    return load_rules(vocabulary=vocabulary())


def shown(orientation: Orientation) -> list[tuple[str, int]]:
    return [(item.category, item.priority) for item in orientation.suggestions]


def test_a_category_advised_twice_appears_once_at_its_most_urgent_with_both_reasons() -> None:
    later = rule("R1", ("crip", 3), all_=[TONIGHT], chain="local")
    sooner = rule("R2", ("crip", 1), all_=[TONIGHT], chain="competence")
    (item,) = route(Situation.of({"urgency": "tonight"}), book(later, sooner)).suggestions
    assert (item.priority, [reason.rule.id for reason in item.reasons]) == (1, ["R2", "R1"])
    assert item.chain == "competence"


def test_ties_follow_the_order_of_the_rules_then_the_order_in_the_rule() -> None:
    first = rule("R1", ("pass", 2), ("cpam", 2), all_=[TONIGHT])
    second = rule("R2", ("csapa", 1), ("crip", 2), all_=[TONIGHT])
    found = route(Situation.of({"urgency": "tonight"}), book(first, second))
    assert shown(found) == [("csapa", 1), ("pass", 2), ("cpam", 2), ("crip", 2)]


def test_exclusions_of_rules_and_hard_ones_win_over_the_most_urgent_advice() -> None:
    advising = rule("R1", ("crip", 0), ("pass", 0), ("cpam", 4), all_=[TONIGHT])
    excluding = rule("R2", all_=[TONIGHT], exclude=["crip"])
    hard = exclusion("X1", "pass", TONIGHT)
    found = route(Situation.of({"urgency": "tonight"}), book(advising, excluding, exclusions=[hard]))
    assert shown(found) == [("cpam", 4)]
    assert [(item.category, [law.id for law in item.because]) for item in found.excluded] == [
        ("pass", ["X1"]),
        ("crip", ["R2"]),
    ]


def test_a_rule_that_waits_excludes_nothing_and_raises_nothing() -> None:
    advising = rule("R1", ("crip", 1), all_=[TONIGHT])
    waiting = rule("R2", all_=[when(pregnant="confirmed")], exclude=["crip"], flags=["use-114"])
    found = route(Situation.of({"urgency": "tonight"}), book(advising, waiting))
    assert (shown(found), found.flags, found.excluded) == ([("crip", 1)], (), ())


def test_flags_actions_and_lines_are_gathered_once_in_the_order_of_the_rules() -> None:
    first = rule("R1", ("crip", 1), all_=[TONIGHT], flags=["use-114"], helplines=["119", "115"])
    second = rule("R2", all_=[TONIGHT], flags=["ask-consent", "use-114"], actions=["evvi"], helplines=["119"])
    found = route(Situation.of({"urgency": "tonight"}), book(first, second))
    assert (found.flags, found.actions, found.helplines) == (
        ("use-114", "ask-consent"),
        ("evvi",),
        ("119", "115"),
    )


def test_at_night_what_is_not_always_open_comes_one_level_later() -> None:
    found = route(NIGHT, book(rule("R1", (AT_OFFICE, 1), (ALWAYS, 2), all_=[TONIGHT])))
    assert shown(found) == [(AT_OFFICE, 2), (ALWAYS, 2)]
    assert [item.is_delayed for item in found.suggestions] == [True, False]
    assert found.flags == ("show-next-opening",)


@pytest.mark.parametrize(
    "answers",
    [
        {"urgency": "tonight"},
        {"urgency": "tonight", "time_context": "office-hours"},
        {"urgency": "not-urgent", "time_context": "evening-night"},
    ],
)
def test_nothing_is_delayed_by_day_nor_where_nothing_presses(answers: dict[str, str]) -> None:
    anyone = rule("R1", (AT_OFFICE, 1), any_=[when(urgency=["tonight", "not-urgent"])])
    found = route(Situation.of(answers), book(anyone))
    assert (shown(found), found.flags) == ([(AT_OFFICE, 1)], ())


@pytest.mark.parametrize("situation", [NIGHT, Situation.of({"urgency": "tonight"})], ids=["night", "day"])
def test_in_any_order_of_priorities_the_list_goes_from_the_most_to_the_least_urgent(
    situation: Situation,
) -> None:
    """Every case: a rank depends on nothing but priority, opening, hour and order, all tried here."""
    for one, other in product(range(5), repeat=2):
        for first, second in ((AT_OFFICE, ALWAYS), (ALWAYS, AT_OFFICE)):
            rules = book(
                rule("R1", (first, one), all_=[TONIGHT]), rule("R2", (second, other), all_=[TONIGHT])
            )
            found = dict(shown(route(situation, rules)))
            assert list(found.values()) == sorted(found.values())
            for category, priority in ((first, one), (second, other)):
                is_late = situation == NIGHT and category == AT_OFFICE and priority > 0
                assert found[category] == min(priority + is_late, 4)
            if one == other == 0:
                assert list(found) == [first, second]


def test_last_resort_is_read_only_when_nobody_but_the_social_worker_is_left() -> None:
    last = rule("R9", ("crip", 2), all_=[when(derived="no-result")])
    iscg = rule("R1", ("iscg", 1), all_=[TONIGHT])
    assert shown(route(NIGHT, book(iscg, last=[last])))[1:] == [("crip", 3)]
    found = route(NIGHT, book(rule("R2", ("pass", 1), all_=[TONIGHT]), last=[last]))
    assert [judgement.rule.id for judgement in found.trace] == ["R2"]


def test_last_resort_is_read_when_all_that_was_advised_is_excluded() -> None:
    last = rule("R9", ("crip", 2), all_=[when(derived="no-result")])
    hard = exclusion("X1", "pass", TONIGHT)
    found = route(NIGHT, book(rule("R2", ("pass", 1), all_=[TONIGHT]), last=[last], exclusions=[hard]))
    assert [category for category, _ in shown(found)] == ["crip"]


def test_the_social_worker_who_asks_is_told_why_she_is_not_proposed() -> None:
    advising = book(rule("R1", ("iscg", 1), ("crip", 1), all_=[TONIGHT]))
    found = route(NIGHT.amended(user_role="iscg"), advising)
    (item,) = found.excluded
    assert (item.category, item.because, item.is_user) == ("iscg", (), True)
    assert [category for category, _ in shown(found)] == ["crip"]


def test_the_trace_says_what_became_of_every_rule(real: RuleBook) -> None:
    found = route(Situation.of({"person_role": "person-in-difficulty"}), real)
    assert {judgement.outcome for judgement in found.trace} == {"holds", "waits", "fails"}
    assert [judgement.rule for judgement in found.trace] == [*real.rules, *real.last]


@settings(max_examples=100, deadline=None)
@given(situation=situations())
def test_whatever_is_answered_the_answer_keeps_its_shape(situation: Situation, real: RuleBook) -> None:
    found = route(situation, real)
    categories = [item.category for item in found.suggestions]
    assert len(set(categories)) == len(categories)
    assert set(categories) - {"iscg"}
    assert not set(categories) & {item.category for item in found.excluded}
    assert all(a.priority <= b.priority for a, b in pairwise(found.suggestions))
    assert all(0 <= item.priority <= 4 and item.reasons for item in found.suggestions)
    for words in (found.flags, found.actions, found.helplines):
        assert len(set(words)) == len(words)
    assert any(item.is_delayed for item in found.suggestions) <= ("show-next-opening" in found.flags)
    assert found == route(situation, real)

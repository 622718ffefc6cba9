"""The rules are those of the field, in French, and whatever a professional could not sign is refused."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from directory.vocabulary import vocabulary
from directory.yaml_files import read_yaml
from routing.facts import DERIVED, NO_RESULT
from routing.rule_files import RulesError, load_rules
from routing.rules import Condition, Rule, RuleBook

ORIGINAL = Path(__file__).parents[3] / "shared" / "routing_rules.yaml"

INDEX = """\
version: "1"
semantics: [Une règle s'applique ou non.]
derived:
  minor: Mineur
  adult: Adulte
  any-violence: Violences
  home-violence: Violences à la maison
  urgent: Urgent
  closed-hours: Hors des heures ouvrées
  children-at-home: Enfants au foyer
  no-result: Personne
chains: {none: Personne, local: Au plus près}
themes: {safety: Sécurité, last-resort: En dernier recours}
last: last-resort
"""
SOURCES = "memory: {title: Mémoire professionnelle, address: Aucune page lue, confidence: low}\n"
EXCLUSIONS = """\
- id: X1
  title: Pas de médiation
  when:
  - {is: [any-violence]}
  exclude: [family-mediation]
  because: La loi l'écarte.
  sources: [memory]
  confidence: high
  reviewed: 2026-11-22
"""
RULE = """\
- id: R01
  title: Danger immédiat
  when:
    any:
    - {urgency: [immediate-danger], pregnant: [unknown]}
    none:
    - {is: [minor]}
  then:
  - category: emergency-call
    priority: 0
    reason: Les secours d'abord
  exclude: [couple-counselling]
  flags: [emergency-first]
  actions: [assess-danger]
  helplines: ["17"]
  chain: none
  why: Les secours avant toute orientation.
  sources: [memory]
  confidence: low
  reviewed: 2026-11-22
"""
LAST = RULE.replace("R01", "R99")

OURS = {f"RL0{number}" for number in range(1, 10)}
"""Rules that the field's list does not have, each with its reason in the file."""


@pytest.fixture(scope="module")
def book() -> RuleBook:
    return load_rules(vocabulary=vocabulary())


@pytest.fixture(scope="module")
def original() -> dict[str, Any]:
    if not ORIGINAL.exists():
        pytest.skip("The shared folder is absent: the rules are not compared with the field's own.")
    read: Any = read_yaml(ORIGINAL)
    return dict(read)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    files = {
        "index.yaml": INDEX,
        "sources.yaml": SOURCES,
        "exclusions.yaml": EXCLUSIONS,
        "safety.yaml": RULE,
        "last-resort.yaml": LAST,
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def the_complaint_after(folder: Path, file: str, old: str, new: str) -> str:
    """Replace the first `old` of a file and give what the loader says, with plain spaces."""
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(RulesError) as caught:
        load_rules(folder, vocabulary=vocabulary())
    return re.sub("[\u00a0\u202f]", " ", str(caught.value))


def plain(conditions: tuple[Condition, ...]) -> list[dict[str, set[str]]]:
    return [{facet: set(answers) for facet, answers in condition.items()} for condition in conditions]


def written(conditions: list[Mapping[str, list[str]]] | None) -> list[dict[str, set[str]]]:
    return [{facet: set(answers) for facet, answers in each.items()} for each in conditions or []]


def every_rule(book: RuleBook) -> list[Rule]:
    """Give the rules that come from the field, in order; those of Relais itself left aside."""
    rules = sorted((*book.rules, *book.last), key=lambda rule: rule.position)
    return [rule for rule in rules if rule.id not in OURS]


def test_no_rule_has_been_lost(book: RuleBook) -> None:
    assert (len(book.rules), len(book.last), len(book.exclusions)) == (158 + len(OURS), 3, 6)
    assert len(book.sources) == 78
    assert len(book.themes) == 11
    assert len(book.semantics) == 10
    assert set(book.derived) == {*DERIVED, NO_RESULT}
    assert len(book.opening) == 110


def test_the_rules_have_the_ids_and_the_order_of_the_field(book: RuleBook, original: dict[str, Any]) -> None:
    assert [rule.id for rule in every_rule(book)] == [item["id"] for item in original["rules"]]
    assert [rule.position for rule in every_rule(book)] == sorted(rule.position for rule in every_rule(book))
    assert {rule.id for rule in book.rules if rule.id.startswith("RL")} == OURS
    last = [item["id"] for item in original["rules"] if item["section"] == "nothing else fired"]
    assert [rule.id for rule in book.last] == last
    assert len(book.themes) == len({item["section"] for item in original["rules"]})


def test_the_rules_hold_when_those_of_the_field_hold(book: RuleBook, original: dict[str, Any]) -> None:
    for rule, item in zip(every_rule(book), original["rules"], strict=True):
        when = item["when"]
        assert plain(rule.all) == written(when.get("all")), rule.id
        assert plain(rule.any) == written(when.get("any")), rule.id
        assert plain(rule.none) == written(when.get("none")), rule.id


def test_the_rules_propose_what_those_of_the_field_propose(book: RuleBook, original: dict[str, Any]) -> None:
    for rule, item in zip(every_rule(book), original["rules"], strict=True):
        assert [(a.category, a.priority) for a in rule.then] == [
            (advice["category"], advice["priority"]) for advice in item["then"]
        ]
        for field in ("exclude", "flags", "actions", "helplines"):
            assert list(getattr(rule, field)) == item.get(field, []), (rule.id, field)
        assert (rule.chain, rule.confidence) == (item["chain"], item["confidence"])
        assert [source.key for source in rule.sources] == item["source"]


def test_the_exclusions_are_those_of_the_field_one_made_stronger_and_two_added(
    book: RuleBook, original: dict[str, Any]
) -> None:
    known = len(original["hard_exclusions"])
    assert [exclusion.id for exclusion in book.exclusions[known:]] == ["X5", "X6"]
    for exclusion, item in zip(book.exclusions[:known], original["hard_exclusions"], strict=True):
        assert (exclusion.id, list(exclusion.exclude)) == (item["id"], item["exclude"])
        if exclusion.id != "X2":
            assert plain(exclusion.all) == written(item["when"])


def test_a_minor_is_kept_from_adult_accommodation_whatever_the_role(book: RuleBook) -> None:
    exclusion = next(each for each in book.exclusions if each.id == "X2")
    assert plain(exclusion.all) == [{"is": {"minor"}}]


def test_the_sources_are_those_of_the_field(book: RuleBook, original: dict[str, Any]) -> None:
    assert list(book.sources) == list(original["sources"])
    for key, source in book.sources.items():
        assert source.confidence == original["sources"][key]["confidence"]
        if "://" in original["sources"][key]["address"]:
            assert source.address == original["sources"][key]["address"]


def french_texts(book: RuleBook) -> Iterator[str]:
    yield from (*book.semantics, *book.themes.values(), *book.chains.values(), *book.derived.values())
    for exclusion in book.exclusions:
        yield from (exclusion.title, exclusion.because)
    for rule in every_rule(book):
        yield from (rule.title, rule.why, rule.time, *(advice.reason for advice in rule.then))
    for source in book.sources.values():
        yield source.title


def test_what_people_read_is_typeset_and_in_french(book: RuleBook) -> None:
    english = re.compile(r"\b(the|with|for|and|of|person|victim|home|never|any time)\b")
    for text in french_texts(book):
        assert not re.search(r"\w'\w| [;!?]", text), text
        assert not english.search(text), text


def test_two_rules_never_bear_the_same_title(book: RuleBook) -> None:
    titles = [rule.title for rule in every_rule(book)]
    assert len(set(titles)) == len(titles)


def test_a_small_folder_is_read_as_it_is_written(folder: Path) -> None:
    small = load_rules(folder, vocabulary=vocabulary())
    (rule,) = small.rules
    assert (rule.id, rule.theme, rule.position, rule.time) == ("R01", "safety", 0, "")
    assert plain(rule.any) == [{"urgency": {"immediate-danger"}, "pregnant": {"unknown"}}]
    assert rule.then[0].reason == "Les secours d’abord"
    assert [each.id for each in small.last] == ["R99"]


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("emergency-call", "emergency-cal", 9, "« emergency-call »"),
        ("[couple-counselling]", "[couple-counseling]", 12, "« couple-counselling »"),
        (
            "urgency:",
            "urgencies:",
            5,
            "le fait « urgencies » est inconnu. Le mot le plus proche est « urgency »",
        ),
        ("immediate-danger", "imediate-danger", 5, "« immediate-danger »"),
        ("pregnant: [unknown]", "needs: [safe-place]", 5, "« safe-place-tonight »"),
        ("[minor]", "[minors]", 7, "« minor »"),
        ("[emergency-first]", "[emergency-last]", 13, "« emergency-first »"),
        ("[assess-danger]", "[asses-danger]", 14, "« assess-danger »"),
        ('["17"]', '["17cyb"]', 15, "« 17cyber »"),
        ("chain: none", "chain: locale", 16, "« local »"),
        ("[memory]", "[memori]", 18, "« memory »"),
        ("confidence: low", "confidence: lo", 19, "« low »"),
        ("  why:", "  whi:", 17, "le champ « whi » est inconnu. Le mot le plus proche est « why »"),
    ],
)
def test_an_unknown_word_is_refused_with_file_line_rule_and_nearest(
    folder: Path, old: str, new: str, line: int, said: str
) -> None:
    complaint = the_complaint_after(folder, "safety.yaml", old, new)
    assert f"safety.yaml, ligne {line}, règle R01 : " in complaint
    assert said in complaint


@pytest.mark.parametrize(
    ("old", "field"),
    [
        ("    reason: Les secours d'abord\n", "reason"),
        ("  sources: [memory]\n", "sources"),
        ("  title: Danger immédiat\n", "title"),
        ("  why: Les secours avant toute orientation.\n", "why"),
        ("  reviewed: 2026-11-22\n", "reviewed"),
        ("  confidence: low\n", "confidence"),
        ("  chain: none\n", "chain"),
    ],
)
def test_a_rule_that_lacks_what_makes_it_a_rule_is_refused(folder: Path, old: str, field: str) -> None:
    complaint = the_complaint_after(folder, "safety.yaml", old, "")
    assert re.match(r"safety\.yaml, ligne \d+, règle R01 : ", complaint)
    assert f"« {field} » manque" in complaint


def test_a_rule_without_id_is_refused(folder: Path) -> None:
    complaint = the_complaint_after(folder, "safety.yaml", "- id: R01\n  title", "- title")
    assert "safety.yaml, ligne 1" in complaint
    assert "« id » manque" in complaint


def test_two_rules_with_the_same_id_are_refused(folder: Path) -> None:
    complaint = the_complaint_after(folder, "last-resort.yaml", "R99", "R01")
    assert complaint == "last-resort.yaml, ligne 1, règle R01 : « R01 » existe déjà, safety.yaml ligne 1."


@pytest.mark.parametrize("priority", ["5", "-1", "haute", "1.5", "true"])
def test_a_priority_is_from_0_to_4(folder: Path, priority: str) -> None:
    complaint = the_complaint_after(folder, "safety.yaml", "priority: 0", f"priority: {priority}")
    assert "safety.yaml, ligne 10, règle R01 : « priority » doit être un nombre entier de 0 à 4." in complaint


def test_a_rule_that_does_not_say_when_it_holds_is_refused(folder: Path) -> None:
    whole = RULE.split("  when:\n")[1].split("  then:\n")[0]
    complaint = the_complaint_after(folder, "safety.yaml", whole, "")
    assert complaint == "safety.yaml, ligne 3, règle R01 : « when » ne dit pas quand la règle vaut."


def test_an_empty_condition_or_answer_is_refused(folder: Path) -> None:
    assert "règle R01 : une condition est vide" in the_complaint_after(
        folder, "safety.yaml", "{is: [minor]}", "{}"
    )
    assert "règle R99 : « is » n’a aucune réponse" in the_complaint_after(
        folder, "last-resort.yaml", "{is: [minor]}", "{is: []}"
    )


def test_a_rule_that_proposes_nothing_is_refused(folder: Path) -> None:
    proposed = RULE.split("  then:\n")[1].split("  chain:")[0]
    complaint = the_complaint_after(folder, "safety.yaml", f"  then:\n{proposed}", "")
    assert complaint == "safety.yaml, ligne 1, règle R01 : la règle ne propose rien."


@pytest.mark.parametrize("facet", ["commune", "insee", "department", "language"])
def test_a_free_text_never_decides(folder: Path, facet: str) -> None:
    complaint = the_complaint_after(folder, "safety.yaml", "pregnant: [unknown]", f"{facet}: [x]")
    assert f"safety.yaml, ligne 5, règle R01 : le fait « {facet} » est inconnu" in complaint


def test_an_exclusion_is_as_strictly_read_as_a_rule(folder: Path) -> None:
    complaint = the_complaint_after(folder, "exclusions.yaml", "family-mediation", "family-meditation")
    assert "exclusions.yaml, ligne 5, exclusion X1 : " in complaint
    assert "plus proche est « family-mediation »" in complaint
    complaint = the_complaint_after(folder, "exclusions.yaml", "  because: La loi l'écarte.\n", "")
    assert "exclusion X1 : « because » manque" in complaint
    complaint = the_complaint_after(folder, "exclusions.yaml", "[family-meditation]", "[]")
    assert "exclusion X1 : l’exclusion n’exclut rien" in complaint


def test_an_index_that_forgets_a_derived_fact_or_names_an_unknown_theme_is_refused(folder: Path) -> None:
    assert "index.yaml, ligne" in the_complaint_after(folder, "index.yaml", "  minor: Mineur\n", "")
    complaint = the_complaint_after(folder, "index.yaml", "last: last-resort", "last: last-resorts")
    assert "« minor » manque" in complaint
    assert "plus proche est « last-resort »" in complaint


def test_a_theme_without_its_file_is_refused(folder: Path) -> None:
    (folder / "safety.yaml").unlink()
    with pytest.raises(RulesError, match=r"safety\.yaml.*n’existe pas"):
        load_rules(folder, vocabulary=vocabulary())


def test_a_file_of_rules_that_no_theme_names_is_refused(folder: Path) -> None:
    (folder / "safty.yaml").write_text(RULE, encoding="utf-8")
    with pytest.raises(RulesError, match=r"safty\.yaml.*safety"):
        load_rules(folder, vocabulary=vocabulary())


def test_a_source_without_confidence_is_refused(folder: Path) -> None:
    complaint = the_complaint_after(folder, "sources.yaml", ", confidence: low", "")
    assert complaint == "sources.yaml, ligne 1, source memory : « confidence » manque."


def test_every_mistake_is_said_at_once_one_sentence_a_line(folder: Path) -> None:
    the_complaint_after(folder, "safety.yaml", "emergency-call", "emergency-cal")
    the_complaint_after(folder, "exclusions.yaml", "[any-violence]", "[any-violenc]")
    complaint = the_complaint_after(folder, "last-resort.yaml", "priority: 0", "priority: 9")
    assert [line.split(",")[0] for line in complaint.splitlines()] == [
        "safety.yaml",
        "last-resort.yaml",
        "exclusions.yaml",
    ]


@pytest.mark.parametrize(
    "text", ["", "[]", "rien", "- - a", "id: R01", "- id: [R01]\n  when: 3\n  then: {a: b}"]
)
def test_a_theme_written_in_any_other_shape_is_refused_or_empty_but_never_breaks(
    folder: Path, text: str
) -> None:
    (folder / "safety.yaml").write_text(text, encoding="utf-8")
    try:
        assert load_rules(folder, vocabulary=vocabulary()).rules == ()
    except RulesError as error:
        assert "safety.yaml, ligne 1" in str(error)

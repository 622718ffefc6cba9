"""The closed lists are those of the field, complete and in French, and a wrong word in them is refused."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from directory.hours import check
from directory.vocabulary import FOLDER, VocabularyError, load_vocabulary, vocabulary
from directory.yaml_files import read_yaml

TAXONOMY = Path(__file__).parents[3] / "shared" / "taxonomy.yaml"


@pytest.fixture(scope="module")
def taxonomy() -> dict[str, Any]:
    if not TAXONOMY.exists():
        pytest.skip("The shared folder is absent: the vocabulary is not compared with the field's own lists.")
    read: Any = read_yaml(TAXONOMY)
    return dict(read)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return shutil.copytree(FOLDER, tmp_path / "vocabulary")


def the_complaint_after(folder: Path, file: str, old: str, new: str) -> str:
    """Replace the first `old` of a file and give what the loader says, with plain spaces."""
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(VocabularyError) as caught:
        load_vocabulary(folder)
    return re.sub("[\u00a0\u202f]", " ", str(caught.value))


def line_of(folder: Path, file: str, words: str) -> int:
    return (folder / file).read_text(encoding="utf-8").split(words)[0].count("\n") + 1


def test_no_list_has_lost_a_word() -> None:
    lists = vocabulary()
    assert len(lists.categories) == 110
    assert len(lists.needs) == 84
    assert len(lists.facets) == 27
    assert len(lists.flags) == 25
    assert len(lists.actions) == 17
    assert len(lists.lines) == 36


@pytest.mark.parametrize(
    ("ours", "theirs", "key"),
    [
        ("needs", "needs", "slug"),
        ("need_groups", "need_groups", "slug"),
        ("category_groups", "category_groups", "slug"),
        ("facets", "facets", "key"),
        ("flags", "flags", "slug"),
        ("actions", "professional_actions", "slug"),
        ("lines", "helplines", "slug"),
    ],
)
def test_each_list_has_the_words_of_the_field_in_their_order(
    taxonomy: dict[str, Any], ours: str, theirs: str, key: str
) -> None:
    assert list(getattr(vocabulary(), ours)) == [str(item[key]) for item in taxonomy[theirs]]


def test_each_group_has_its_categories_in_the_order_of_the_field(taxonomy: dict[str, Any]) -> None:
    for group in vocabulary().category_groups:
        ours = [category.slug for category in vocabulary().categories.values() if category.group == group]
        assert ours == [item["slug"] for item in taxonomy["categories"] if item["group"] == group]


def test_each_category_keeps_the_policies_and_codes_of_the_field(taxonomy: dict[str, Any]) -> None:
    same = ("opening", "coverage", "assignment", "access", "address_policy", "card_policy")
    for item in taxonomy["categories"]:
        category = vocabulary().categories[item["slug"]]
        assert {key: getattr(category, key) for key in same} == {key: item[key] for key in same}
        assert category.max_km == item["default_max_km"]
        assert list(category.fallback_helplines) == item["fallback_helplines"]
        codes = item["mapping"]
        assert category.mapping == {
            "themes": tuple(codes["data_inclusion_themes_v1"]),
            "networks": tuple(codes["data_inclusion_networks_v1"]),
            "finess": tuple(codes["finess_categories"]),
            "dila": tuple(codes["dila_pivots"]),
            "confidence": (codes["confidence"],),
        }


def test_each_facet_keeps_its_kind_and_answers(taxonomy: dict[str, Any]) -> None:
    for item in taxonomy["facets"]:
        facet = vocabulary().facets[item["key"]]
        assert facet.kind == item["kind"]
        if "values" in item:
            assert [term.slug for term in facet.values] == [value["slug"] for value in item["values"]]


def test_each_line_keeps_its_number_and_what_the_field_says_of_it(taxonomy: dict[str, Any]) -> None:
    for item in taxonomy["helplines"]:
        line = vocabulary().lines[item["slug"]]
        assert (line.number, line.confidence) == (item["number"], item["confidence"])
        assert list(line.needs) == item["needs"]
        assert (line.hours == "24/7") == item["always_open"]
        assert (line.on_bill is False) == ("facture" in item["cost_fr"])


def test_a_three_state_question_is_answered_yes_no_or_does_not_know() -> None:
    answers = vocabulary().facets["pregnant"].values
    assert [(term.slug, term.label) for term in answers] == [
        ("confirmed", "Oui"),
        ("ruled-out", "Non"),
        ("unknown", "Ne sait pas"),
    ]


def test_the_answers_to_the_question_about_needs_are_the_needs() -> None:
    assert [term.slug for term in vocabulary().facets["needs"].values] == list(vocabulary().needs)


def test_only_what_a_regulator_allocates_has_a_regulator() -> None:
    regulated = {c.slug: c.regulator for c in vocabulary().categories.values() if c.regulator}
    assert regulated == {
        "emergency-shelter": "siao-115",
        "dv-shelter": "siao-115",
        "chrs": "siao-115",
        "child-emergency-home": "ase",
        "perpetrator-accommodation": "siao-115",
        "transport-assistance": "siao-115",
    }


def test_the_hours_of_every_line_can_be_read() -> None:
    known = [line.hours for line in vocabulary().lines.values() if line.hours]
    assert len(known) >= 20
    for hours in known:
        check(hours)


def test_where_sources_disagree_the_line_has_no_hours_or_the_shortest() -> None:
    assert vocabulary().lines["3977"].hours is None
    assert vocabulary().lines["116006"].hours == "Mo-Su,PH 09:00-19:00"
    assert "ne s’accordent pas" in vocabulary().lines["116006"].note


def french_texts() -> Iterator[str]:
    lists = vocabulary()
    for category in lists.categories.values():
        yield from (category.label, category.role, category.public)
    for facet in lists.facets.values():
        yield facet.question
    for action in lists.actions.values():
        yield from (action.label, action.who)
    for line in lists.lines.values():
        yield from (line.hours_text, line.note)


def test_what_people_read_is_typeset_and_in_french() -> None:
    english = re.compile(r"\b(the|with|for|and|of|people|victims|anyone|any professional)\b")
    for text in french_texts():
        assert not re.search(r"\w'\w| [;!?]", text), text
        assert not english.search(text), text


def test_every_question_is_a_question() -> None:
    for facet in vocabulary().facets.values():
        assert facet.question.endswith("\u202f?"), facet.key


def test_an_unknown_group_of_needs_is_refused_with_the_nearest(folder: Path) -> None:
    complaint = the_complaint_after(folder, "needs.yaml", "group: safety", "group: safty")
    assert complaint.startswith("needs.yaml, ligne 2, immediate-protection :")
    assert "« safty »" in complaint
    assert "plus proche est « safety »" in complaint


def test_an_unknown_word_of_a_scale_is_refused_with_the_nearest(folder: Path) -> None:
    file = "categories/health.yaml"
    complaint = the_complaint_after(folder, file, "assignment: nearest", "assignment: nearst")
    line = line_of(folder, file, "assignment: nearst")
    assert complaint.startswith(f"health.yaml, ligne {line}, hospital-emergency :")
    assert "plus proche est « nearest »" in complaint


def test_an_unknown_line_behind_a_category_is_refused_with_the_nearest(folder: Path) -> None:
    complaint = the_complaint_after(folder, "categories/justice.yaml", '["3039"]', '["3093"]')
    assert "justice.yaml, ligne" in complaint
    assert "point-justice : « 3093 »" in complaint
    assert "plus proche est « 3039 »" in complaint


def test_an_unknown_need_or_category_of_a_line_is_refused_with_the_nearest(folder: Path) -> None:
    complaint = the_complaint_after(folder, "lines.yaml", "[immediate-protection]", "[imediate-protection]")
    assert "lines.yaml, ligne" in complaint
    assert "plus proche est « immediate-protection »" in complaint
    complaint = the_complaint_after(folder, "lines.yaml", "category: siao-115", "category: siao")
    assert "115 : « siao »" in complaint
    assert "plus proche est « siao-115 »" in complaint


def test_a_regulator_goes_with_dispatch_and_with_it_alone(folder: Path) -> None:
    complaint = the_complaint_after(folder, "categories/shelter-housing.yaml", "  regulator: siao-115\n", "")
    assert "shelter-housing.yaml, ligne" in complaint
    assert "emergency-shelter : « regulator » va avec « assignment: dispatch »" in complaint


def test_an_unknown_regulator_is_refused_with_the_nearest(folder: Path) -> None:
    complaint = the_complaint_after(
        folder, "categories/shelter-housing.yaml", "regulator: siao-115", "regulator: siao-15"
    )
    assert "plus proche est « siao-115 »" in complaint


def test_a_word_written_twice_in_two_files_is_refused(folder: Path) -> None:
    complaint = the_complaint_after(folder, "categories/social.yaml", "slug: ccas-cias", "slug: umj")
    assert "social.yaml, ligne" in complaint
    assert "« umj » existe déjà, health.yaml ligne" in complaint


def test_a_term_written_twice_is_refused(folder: Path) -> None:
    complaint = the_complaint_after(folder, "flags.yaml", "use-114:", "emergency-first:")
    assert "flags.yaml, ligne" in complaint
    assert "« emergency-first » est déjà écrit ligne 2" in complaint


def test_a_missing_field_is_refused(folder: Path) -> None:
    complaint = the_complaint_after(folder, "actions.yaml", "  who: Tout professionnel\n", "")
    assert complaint == "actions.yaml, ligne 2, call-115-pro : « who » manque."


def test_an_unknown_field_is_refused_with_the_nearest(folder: Path) -> None:
    complaint = the_complaint_after(folder, "actions.yaml", "  who: Tout", "  whom: Tout")
    assert "le champ « whom » est inconnu. Le mot le plus proche est « who »." in complaint


def test_a_missing_scale_is_refused(folder: Path) -> None:
    complaint = the_complaint_after(folder, "scales.yaml", "tri_state:", "tri_stat:")
    assert "scales.yaml, ligne" in complaint
    assert "plus proche est « tri_state »" in complaint
    assert "l’échelle « tri_state » manque" in complaint


def test_a_facet_without_answers_is_refused(folder: Path) -> None:
    complaint = the_complaint_after(folder, "facets.yaml", "kind: text", "kind: single")
    assert "language : les réponses manquent" in complaint


def test_a_file_of_categories_that_is_no_group_is_refused(folder: Path) -> None:
    (folder / "categories" / "helth.yaml").write_text("[]", encoding="utf-8")
    with pytest.raises(VocabularyError, match=r"helth\.yaml.*groupe.*health"):
        load_vocabulary(folder)


def test_a_date_or_a_number_that_is_none_is_refused(folder: Path) -> None:
    assert "comme 2026-11-22" in the_complaint_after(folder, "lines.yaml", "2026-11-22", "22/11/2026")
    assert "nombre entier" in the_complaint_after(folder, "categories/health.yaml", "max_km: ", "max_km: -")


def test_every_mistake_is_said_at_once(folder: Path) -> None:
    the_complaint_after(folder, "needs.yaml", "group: safety", "group: safty")
    complaint = the_complaint_after(folder, "lines.yaml", "channel: voice", "channel: voix")
    assert len(complaint.splitlines()) == 2


def test_a_file_that_is_not_yaml_is_refused(folder: Path) -> None:
    complaint = the_complaint_after(folder, "flags.yaml", "emergency-first:", "emergency-first: :")
    assert complaint.startswith("flags.yaml, ligne 2 : ")

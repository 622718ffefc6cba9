"""The words people use lead to what the directory knows, and a wrong word in their files is refused."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from directory.search.analysis import stem, typed_forms
from directory.search.synonyms import FOLDER, Collision, Expression, Sense, load_synonyms, synonyms
from directory.vocabulary import VocabularyError, vocabulary
from directory.yaml_files import read_yaml

FOR_VICTIMS = {"dv-shelter", "day-centre-women", "dv-association", "maison-des-femmes", "mother-child-home"}


def key(said: str) -> frozenset[str]:
    return frozenset(map(stem, typed_forms(said)))


def targets() -> Iterator[Expression | Sense]:
    """Give everything that leads somewhere."""
    yield from synonyms().expressions
    yield from (sense for collision in synonyms().collisions for sense in collision.meanings)


def expression(said: str) -> Expression:
    return next(each for each in synonyms().expressions if key(each.said) == key(said))


def collision(said: str) -> Collision:
    return next(each for each in synonyms().collisions if key(each.said) == key(said))


def written(file: str) -> list[dict[str, Any]]:
    entries: Any = read_yaml(FOLDER / file)
    return list(entries)


def the_complaint(tmp_path: Path, *lines: str) -> str:
    """Give what the loader says of a file of these lines, with plain spaces."""
    (tmp_path / "words.yaml").write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(VocabularyError) as caught:
        load_synonyms(tmp_path)
    return re.sub("[\u00a0\u202f]", " ", str(caught.value))


# What is said


def test_people_are_understood_in_at_least_six_hundred_ways_that_the_vocabulary_does_not_say(
    tmp_path: Path,
) -> None:
    own = len(load_synonyms(tmp_path).said)
    assert own > 300
    assert len(synonyms().said) - own >= 600


def test_every_kind_of_service_is_reached_in_four_ways_at_least() -> None:
    ways = Counter(slug for each in targets() for slug in each.categories)
    assert {slug: ways[slug] for slug in vocabulary().categories if ways[slug] < 4} == {}


def test_every_need_is_reached_in_three_ways_at_least() -> None:
    ways = Counter(slug for each in targets() for slug in each.needs)
    assert {slug: ways[slug] for slug in vocabulary().needs if ways[slug] < 3} == {}


def test_no_two_expressions_would_be_recognised_in_the_same_texts() -> None:
    said = [key(each) for each in synonyms().said]
    assert [sorted(each) for each, count in Counter(said).items() if count > 1] == []
    assert frozenset() not in said


@pytest.mark.parametrize(
    ("said", "first"),
    [
        ("mari tape", "iscg"),
        ("il me frappe", "iscg"),
        ("battue", "iscg"),
        ("assistante sociale", "social-department"),
        ("psy de garde", "psychiatric-emergency"),
        ("tapage nocturne", "justice-conciliator"),
        ("main courante", "law-enforcement-unit"),
        ("dégrisement", "csapa"),
        ("fugue mineure", "ase"),
        ("dort dans sa voiture", "siao-115"),
        ("vieille dame seule", "elder-isolation-association"),
        ("il a pris mon téléphone", "cyber-support"),
        ("UMJ", "umj"),
        ("CIDFF", "cidff"),
        ("planning", "sexual-health-centre"),
        ("violée hier soir", "umj"),
        ("peur de rentrer", "iscg"),
        ("stage violences conjugales", "cpca"),
        ("attiré par les enfants", "criavs"),
        ("plainte contre un gendarme", "internal-inspectorate"),
    ],
)
def test_what_the_field_says_leads_first_to_what_the_field_expects(said: str, first: str) -> None:
    assert expression(said).categories[0] == first


def test_the_words_of_the_vocabulary_lead_to_what_they_name() -> None:
    for said, slug in (("mission locale", "mission-locale"), ("ADIL", "housing-info"), ("SIAO", "siao-115")):
        assert expression(said).categories[0] == slug
    assert "missing-person" in expression("personne disparue").needs


def test_an_age_is_not_taken_for_a_line_to_call() -> None:
    said = {each.said for each in synonyms().expressions}
    assert {"15", "17", "18"} & said == set()
    assert {"115", "119", "3919"} <= said


def test_the_word_aide_alone_is_not_taken_for_help_to_carers() -> None:
    assert key("aide") not in {key(each.said) for each in synonyms().expressions}


# What means several things


@pytest.mark.parametrize(
    "said",
    ["CHU", "CPH", "CHR", "BAR", "AVS", "TGI", "IP", "AS", "MDS", "SAV", "AJ", "OP", "JE", "PAD", "CPE"],
)
def test_an_acronym_that_means_several_things_is_asked_about(said: str) -> None:
    meanings = collision(said).meanings
    assert len({sense.label for sense in meanings}) == len(meanings) >= 2
    assert all(sense.label for sense in meanings)


def test_a_bar_is_first_a_bracelet_and_the_place_where_one_drinks_leads_nowhere() -> None:
    bracelet, pub = collision("BAR").meanings
    assert bracelet.needs == ("alert-device",)
    assert pub.categories == pub.needs == ()


def test_what_a_person_hit_and_one_who_hits_both_say_is_asked_about() -> None:
    hit, *_, hits = collision("je frappe ma femme").meanings
    assert "dv-association" in hit.categories
    assert hits.categories[0] == "cpca"


def test_words_of_an_aggressor_never_lead_to_a_place_for_victims() -> None:
    for entry in written("perpetrators.yaml"):
        assert FOR_VICTIMS.isdisjoint(entry["categories"])
        reached = {
            slug for slug, each in vocabulary().categories.items() if set(each.needs) & set(entry["needs"])
        }
        assert FOR_VICTIMS.isdisjoint(reached)


# What the kinds of service answer


def test_every_kind_of_service_answers_one_to_eight_needs() -> None:
    for category in vocabulary().categories.values():
        assert 1 <= len(category.needs) <= 8
        assert len(set(category.needs)) == len(category.needs)


def test_every_need_is_answered_by_a_kind_of_service() -> None:
    answered = {need for category in vocabulary().categories.values() for need in category.needs}
    assert answered == set(vocabulary().needs)


# What is refused


def test_an_unknown_target_is_refused_with_its_line_and_the_nearest_word(tmp_path: Path) -> None:
    complaint = the_complaint(tmp_path, "# Essai", "- {say: [mot], categories: [cidf], needs: [lawier]}")
    assert "words.yaml, ligne 2 : « cidf » n’est pas un mot connu" in complaint
    assert "« cidff »" in complaint
    assert "« lawyer »" in complaint


def test_the_same_words_twice_are_refused_whatever_their_accents(tmp_path: Path) -> None:
    one, other = "- {say: [hébergé], needs: [listening]}", "- {say: [HEBERGE], needs: [lawyer]}"
    assert "« HEBERGE » est déjà dit, words.yaml ligne 1, par « hébergé »" in the_complaint(
        tmp_path, one, other
    )
    assert "déjà dit" in the_complaint(tmp_path, "- {say: [mon mari, le mari], needs: [lawyer]}")


def test_two_spellings_that_read_alike_may_stand_in_one_entry(tmp_path: Path) -> None:
    (tmp_path / "words.yaml").write_text("- {say: [girafe, girafes], needs: [lawyer]}", encoding="utf-8")
    found = [each.said for each in load_synonyms(tmp_path).expressions if key(each.said) == key("girafe")]
    assert found == ["girafe"]


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("- {say: [mot]}", "il faut « categories » ou « needs »"),
        ("- {needs: [lawyer]}", "« say » manque"),
        ("- {say: ['!'], needs: [lawyer]}", "« ! » n’a aucun mot"),
        ("- {say: [mot], need: [lawyer]}", "le champ « need » est inconnu"),
        ("- {say: [mot], ask: [{label: Un, needs: [lawyer]}]}", "« ask » donne au moins deux sens"),
        ("- {say: [mot], ask: [{label: Un}, {needs: [lawyer]}]}", "« label » manque"),
        ("- {say: [mot], needs: [lawyer], ask: [{label: Un}, {label: Deux}]}", "dans chaque sens de « ask »"),
    ],
)
def test_an_entry_that_says_too_little_or_too_much_is_refused(
    tmp_path: Path, line: str, complaint: str
) -> None:
    assert complaint in the_complaint(tmp_path, line)


def test_a_file_that_is_not_yaml_is_refused_in_words(tmp_path: Path) -> None:
    assert "ce n’est pas du YAML lisible" in the_complaint(tmp_path, "- {say: [mot")

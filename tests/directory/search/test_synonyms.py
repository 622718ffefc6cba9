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
ONE_WORD_ENOUGH = {
    *(
        "saigne",
        "mourir",
        "pendre",
        "abri",
        "dehors",
        "toit",
        "droits",
        "voiture",
        "permis",
        "meubles",
        "marier",
    ),
    *("argent", "sou", "papiers", "patron", "peur", "rentrer", "casse", "partir", "quitter", "reagir"),
}
"""What is left of « elle saigne », « il me fait peur »: a word that means the same when it is alone."""


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
        ("centre pour hommes violents", "cpca"),
        ("auteur de violences", "cpca"),
        ("policier qui frappe sa femme", "prosecutor"),
        ("gendarme qui tape sa femme", "prosecutor"),
        ("conjoint policier", "prosecutor"),
        ("bébé secoué", "emergency-call"),
        ("il tape devant les gosses", "iscg"),
        ("petit ami me frappe", "iscg"),
        ("ma petite fille est frappée", "crip"),
        ("expulsion locative", "eviction-prevention"),
        ("JEX", "eviction-prevention"),
        ("administrateur ad hoc", "juvenile-court"),
        ("gens du voyage", "ccas-cias"),
        ("travesti", "lgbt-association"),
        ("infanticide", "law-enforcement-unit"),
        ("pendu", "emergency-call"),
        ("ukrainienne", "asylum-accommodation"),
        ("serrurier", "victim-support-association"),
        ("changer la serrure", "victim-support-association"),
        ("partir ce soir avec les enfants", "siao-115"),
        ("elle m'a mis une gifle", "iscg"),
    ],
)
def test_what_the_field_says_leads_first_to_what_the_field_expects(said: str, first: str) -> None:
    assert expression(said).categories[0] == first


@pytest.mark.parametrize("child", ["gamin", "gosse", "môme", "minot", "petit", "bébé"])
@pytest.mark.parametrize("blow", ["tapé", "frappé", "battu"])
def test_a_child_who_is_hit_leads_to_child_protection_whatever_the_child_is_called(
    child: str, blow: str
) -> None:
    assert expression(f"{child} {blow}").categories == (
        "crip",
        "ase",
        "national-helpline",
        "family-protection-unit",
    )


def test_several_words_that_come_down_to_one_are_kept_only_where_that_one_says_enough() -> None:
    alone = {
        stem(typed_forms(each.said)[0])
        for each in synonyms().expressions
        if len(key(each.said)) == 1 and len(re.findall(r"\w{3,}", each.said)) > 1
    }
    assert alone <= set(map(stem, ONE_WORD_ENOUGH))


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


@pytest.mark.parametrize(
    "said",
    [
        "hommes violents",
        "arrêter de frapper",
        "qu'il arrête de me frapper",
        "policier violent",
        "gendarme violent",
    ],
)
def test_what_is_said_of_a_violent_person_and_by_one_is_asked_about(said: str) -> None:
    assert len(collision(said).meanings) == 2


@pytest.mark.parametrize("said", ["arrêter de frapper", "mis en cause"])
def test_what_a_violent_person_may_say_leads_to_no_place_for_victims(said: str) -> None:
    reached = {slug for sense in collision(said).meanings for slug in sense.categories}
    assert "cpca" in reached
    assert FOR_VICTIMS.isdisjoint(reached)


@pytest.mark.parametrize("said", ["inceste", "mon père me touche", "il me touche"])
def test_a_child_who_is_touched_comes_before_the_adult_who_was(said: str) -> None:
    child, *others = collision(said).meanings
    assert child.categories[0] == "crip"
    assert all(sense.needs and not sense.categories for sense in others)


def test_whoever_cannot_speak_is_told_of_the_emergency_number_that_reads() -> None:
    assert [sense.categories[0] for sense in collision("je ne peux pas parler").meanings] == [
        "national-helpline",
        "emergency-call",
    ]


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

"""A situation written by hand: whatever the file holds, an answer or a French sentence with the line."""

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from directory.vocabulary import vocabulary
from routing.situation_files import EXPECTED, SituationFileError, read_cases, read_situation

GOOD = """\
person_role: victim
violence_types: [intimate-partner, sexual]
urgency: tonight
pregnant: confirmed
children:
  - age-3-5
commune: Condom
insee: "32107"
"""


def written(tmp_path: Path, content: str | bytes) -> Path:
    path = tmp_path / "situation.yaml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def refusal(tmp_path: Path, content: str | bytes) -> str:
    """Give the sentences with which a file is refused."""
    with pytest.raises(SituationFileError) as refused:
        read_cases(written(tmp_path, content))
    return plain(str(refused.value))


def plain(text: str) -> str:
    """Give `text` with ordinary spaces."""
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


# What is understood.


def test_facts_may_stand_at_the_top_or_under_situation_or_in_one_case(tmp_path: Path):
    indented = "".join(f"    {line}\n" for line in GOOD.splitlines())
    shapes = [
        GOOD,
        f"situation:\n{indented}",
        f"- situation:\n{indented}",
        f"cases:\n- id: A\n  situation:\n{indented}",
    ]
    read = [read_situation(written(tmp_path, shape)) for shape in shapes]
    assert len({str(sorted(case.situation.answers.items())) for case in read}) == 1
    assert all(case.place == {"commune": "Condom", "insee": "32107"} for case in read)
    assert read[0].situation.given("violence_types") == {"intimate-partner", "sexual"}
    assert read[0].situation.given("pregnant") == {"confirmed"}


@pytest.mark.parametrize(
    ("spelled", "meant"),
    [("true", {"confirmed"}), ("false", {"ruled-out"}), ("unknown", {"unknown"}), ("", {"unknown"})],
)
def test_true_and_false_are_yes_and_no_and_nothing_is_unknown(tmp_path: Path, spelled: str, meant: set[str]):
    case = read_situation(written(tmp_path, f"person_role: victim\npregnant: {spelled}\n"))
    assert case.situation.given("pregnant") == meant


@pytest.mark.parametrize(
    "mark", [b"\xef\xbb\xbf", b"# un commentaire \xc3\xa9crit \xc3\xa0 la main\n", b"\n\n", b"---\n"]
)
def test_what_an_editor_puts_before_the_first_fact_changes_nothing(tmp_path: Path, mark: bytes):
    assert read_situation(written(tmp_path, mark + GOOD.encode())).situation.given("urgency") == {"tonight"}


def test_lines_may_end_as_windows_ends_them(tmp_path: Path):
    case = read_situation(written(tmp_path, GOOD.replace("\n", "\r\n")))
    assert case.situation.given("urgency") == {"tonight"}


def test_a_code_without_quotes_keeps_its_zero(tmp_path: Path):
    assert read_situation(written(tmp_path, "person_role: victim\ninsee: 01004\n")).place == {
        "insee": "01004"
    }


def test_every_golden_case_is_read_with_what_it_expects(shared: Path):
    cases = [case for path in sorted(shared.glob("golden/*.yaml")) for case in read_cases(path)]
    assert len(cases) > 60
    assert all(case.id and case.title and case.situation.answers and case.expected for case in cases)


# What is refused, and how it is said.

REFUSED = [
    (
        "person_role: victime\n",
        r"ligne 1 : « victime » n’est pas une réponse.*Le mot le plus proche est « victim »",
    ),
    (
        "urgency: tonight\nperson_rolle: victim\n",
        r"ligne 2 : le fait « person_rolle » est inconnu.*proche est « person_role »",
    ),
    (
        "urgency: tonight\npregnant: oui\n",
        r"ligne 2 : « oui » n’est pas une réponse.*possibles : confirmed, ruled-out, unknown",
    ),
    ("needs: {transport: yes}\n", r"ligne 1 : « needs » doit être une liste de mots"),
    ("needs: [[transport]]\n", r"ligne 1 : « needs » doit être une liste de mots"),
    ("\nperson_role: [victim, perpetrator]\n", r"ligne 2 : « person_role » n’a qu’une réponse"),
    ("person_role: 12\n", r"ligne 1 : « 12 » n’est pas une réponse"),
    ("person_role: 2026-11-24\n", r"ligne 1 : « 2026-11-24 » n’est pas une réponse"),
    ("person_role: 1.5\n", r"ligne 1 : « 1\.5 » n’est pas une réponse"),
    ("person_role: true\n", r"ligne 1 : « True » n’est pas une réponse"),
    ("commune: [Condom, Auch]\n", r"ligne 1 : « commune » doit être un texte"),
    ("commune: {nom: Condom}\n", r"ligne 1 : « commune » doit être un texte"),
    ("person_role: victim\nperson_role: witness\n", r"ligne 2 : « person_role » est déjà écrit ligne 1"),
    ("\tperson_role: victim\n", r"ligne 1 : ce n’est pas du YAML lisible, une tabulation"),
    ("needs:\n\t- transport\n", r"ligne 2 : ce n’est pas du YAML lisible, une tabulation"),
    ("person_role: 'victim\n", r"ligne \d : ce n’est pas du YAML lisible"),
    ("a: &b victim\nperson_role: *b\n", r"ligne 2 : les renvois .* ne sont pas admis"),
    ("person_role: !!python/object:os.system victim\n", r"ligne 1 : l’étiquette .* n’est pas admise"),
    ("person_role: victim\n---\nperson_role: witness\n", r"ligne 2 : un seul document par fichier"),
    ("? [a, b]\n: c\n", r"ligne 1 : une clé est un mot"),
    ("[" * 40 + "]" * 40, r"ligne 1 : plus de 30 niveaux"),
    ("", "aucune situation"),
    ("# rien\n", "aucune situation"),
    ("null", "aucune situation"),
    ("{}", "aucune situation"),
    ("[]", "aucune situation"),
    ("cases:\n", "aucune situation"),
    ("cases: victim\n", r"« victim » n’est pas une situation"),
    ("bonjour", r"ligne 1 : « bonjour » n’est pas une situation"),
    ("- victim\n- witness\n", r"ligne 2 : « witness » n’est pas une situation"),
    ("42", "aucune situation"),
    ("situation: victim\n", r"ligne 1 : « situation » doit contenir des faits"),
    ("situation:\n", r"ligne 1 : « situation » doit contenir des faits"),
    (
        "situation: {person_role: victim}\nperson_role: victim\n",
        r"ligne 2 : le champ « person_role » est inconnu",
    ),
    ("casse: 1\ncases: [{person_role: victim}]\n", r"ligne 1 : le champ « casse » est inconnu"),
    ("person_role: victim\x00\n", r"ligne 1 : caractère illisible"),
    ("person_role: victim\n\x1b[31m\n", r"ligne 2 : caractère illisible"),
    (GOOD.encode("utf-16"), r"ligne 1 : ce n’est pas du texte en UTF-8"),
    ("# été\nperson_role: victim\n".encode("cp1252"), r"ligne 1 : ce n’est pas du texte en UTF-8"),
    (b"\x7fELF\x02\x01\x01\x00" + bytes(range(256)), "ligne 2 : ce n’est pas du texte"),
    (b"x" * 1_000_001, "trop gros, un mégaoctet au plus"),
]


@pytest.mark.parametrize(("content", "sentence"), REFUSED, ids=range(len(REFUSED)))
def test_what_cannot_be_a_situation_is_refused_in_a_sentence(
    tmp_path: Path, content: str | bytes, sentence: str
):
    said = refusal(tmp_path, content)
    assert re.search(sentence, said), said
    assert said.startswith("situation.yaml")


def test_every_mistake_of_a_file_is_said_at_once_in_the_order_of_cases(tmp_path: Path):
    said = refusal(
        tmp_path, "cases:\n- id: A\n  situation: {urgency: now}\n- id: B\n  situation: {gender: femme}\n"
    )
    assert [re.match(r"situation\.yaml, ligne (\d), (\w)", line).groups() for line in said.splitlines()] == [
        ("3", "A"),
        ("5", "B"),
    ]


def test_a_file_or_a_folder_that_cannot_be_opened_is_said(tmp_path: Path):
    with pytest.raises(SituationFileError, match=r"nothing\.yaml.: ce fichier n’existe pas"):
        read_cases(tmp_path / "nothing.yaml")
    with pytest.raises(SituationFileError, match="ce fichier ne peut pas être ouvert"):
        read_cases(tmp_path)


def test_one_situation_is_one_and_several_are_sent_to_check(tmp_path: Path):
    path = written(tmp_path, "- person_role: victim\n- person_role: witness\n")
    with pytest.raises(SituationFileError, match=r"2 situations dans ce fichier.*flask routing check"):
        read_situation(path)
    assert len(read_cases(path)) == 2


@pytest.mark.parametrize("key", EXPECTED)
def test_an_expectation_that_no_answer_can_ever_meet_is_refused(tmp_path: Path, key: str):
    said = refusal(tmp_path, f"- id: Z1\n  situation: {{person_role: victim}}\n  {key}: [nothing-such]\n")
    assert f"situation.yaml, ligne 3, Z1 : « nothing-such » n’est pas un mot connu pour « {key} »." in said


def test_a_misspelt_expectation_is_given_its_nearest_word(tmp_path: Path):
    said = refusal(tmp_path, "- situation: {person_role: victim}\n  expect_first: [siao-15]\n")
    assert "ligne 2 : « siao-15 »" in said
    assert "Le mot le plus proche est « siao-115 »." in said
    said = refusal(tmp_path, "- situation: {person_role: victim}\n  expect_frist: [siao-115]\n")
    assert "le champ « expect_frist » est inconnu. Le mot le plus proche est « expect_first »." in said


# Files that nobody thought of.

FACETS = sorted(vocabulary().facets)
WORDS = sorted({term.slug for facet in vocabulary().facets.values() for term in facet.values})
ODD = [
    "true",
    "oui",
    "~",
    "12",
    "1e400",
    "0x1F",
    "2026-11-24",
    "10:30",
    "{}",
    "[]",
    "'",
    '"',
    "*a",
    "&a b",
    "!!int x",
    "|",
    ">",
    "@",
    "`",
    "%",
    ":",
    "- ",
    "? ",
    "\t",
    "é",
    "’",
    "\u00a0",
    "\u202e",
    "😀",
    "[a, [b, {c: d}]]",
]
KEYS = st.sampled_from(
    [*FACETS, *EXPECTED, "cases", "situation", "id", "title", "version", "insee", "personne"]
)
PLAIN = st.sampled_from([*WORDS, *ODD])
LINES = st.builds("{}{}: {}".format, st.sampled_from(["", "", "  ", "    ", "- ", "\t"]), KEYS, PLAIN)


def answers_or_says_why(path: Path) -> None:
    try:
        cases = read_cases(path)
    except SituationFileError as refused:
        assert str(refused).startswith(path.name)
        assert "Traceback" not in str(refused)
    else:
        assert cases


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file to write over and over."""
    return tmp_path_factory.mktemp("situations") / "situation.yaml"


MANY = settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@MANY
@given(lines=st.lists(LINES, max_size=8))
def test_whatever_a_hand_may_write_gets_cases_or_a_sentence(scratch: Path, lines: list[str]):
    scratch.write_text("\n".join(lines), encoding="utf-8")
    answers_or_says_why(scratch)


@MANY
@given(
    at=st.integers(0, len(GOOD)),
    cut=st.integers(0, 20),
    put=st.sampled_from([*ODD, "\n", "\r", " ", "\0", "victim"]),
)
def test_a_good_file_with_one_slip_gets_cases_or_a_sentence(scratch: Path, at: int, cut: int, put: str):
    scratch.write_text(GOOD[:at] + put + GOOD[at + cut :], encoding="utf-8")
    answers_or_says_why(scratch)


@MANY
@given(data=st.binary(max_size=300))
def test_any_bytes_get_cases_or_a_sentence(scratch: Path, data: bytes):
    scratch.write_bytes(data)
    answers_or_says_why(scratch)

"""YAML files say what was written, with its line, or one French sentence about what is wrong."""

from pathlib import Path

import pytest

from directory.yaml_files import MAX_BYTES, YamlFileError, YamlList, YamlMap, parse_yaml, read_yaml


def the_complaint_about(text: str) -> str:
    with pytest.raises(YamlFileError) as caught:
        parse_yaml(text, "situation.yaml")
    return str(caught.value)


@pytest.mark.parametrize(
    "word", ["no", "yes", "on", "off", "oui", "none", "y", "2026-11-22", "01004", "10:30", "2B033"]
)
def test_a_plain_word_stays_the_text_that_was_written(word: str) -> None:
    assert parse_yaml(f"fact: {word}", "f.yaml") == {"fact": word}


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("17", 17),
        ("-3", -3),
        ("1.5", 1.5),
    ],
)
def test_booleans_null_and_numbers_are_values(word: str, value: object) -> None:
    read = parse_yaml(f"fact: {word}", "f.yaml")
    assert isinstance(read, YamlMap)
    assert read["fact"] == value
    assert type(read["fact"]) is type(value)


def test_a_quoted_number_is_a_text_and_so_is_every_key() -> None:
    assert parse_yaml('17: "17"\non: "17"', "f.yaml") == {"17": "17", "on": "17"}


def test_every_key_and_every_item_remembers_its_line() -> None:
    read = parse_yaml("a: 1\n\nb:\n- x\n- {c: 2,\n   d: 3}\n", "f.yaml")
    assert isinstance(read, YamlMap)
    assert (read.line, read.lines) == (1, {"a": 1, "b": 3})
    items = read["b"]
    assert isinstance(items, YamlList)
    assert (items.line, items.lines) == (4, [4, 5])
    assert isinstance(items[1], YamlMap)
    assert items[1].lines == {"c": 5, "d": 6}


def test_an_empty_file_holds_nothing() -> None:
    assert parse_yaml("# rien encore\n", "f.yaml") is None


def test_a_key_written_twice_is_refused_with_both_lines() -> None:
    complaint = the_complaint_about("urgency: tonight\nneeds: []\nurgency: not-urgent\n")
    assert complaint.startswith("situation.yaml, ligne 3")
    assert "« urgency » est déjà écrit ligne 1" in complaint.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a:\n\t- b", 2, "tabulation"),
        ("a: 1\nb: c: d", 2, "deux-points"),
        ("a: 'jamais fermé", 1, "guillemet"),
        ("a: &x [1]\nb: *x", 2, "renvois"),
        ("a: !!python/object:os.system rm", 1, "étiquette"),
        ("a: !!set {b}", 1, "étiquette"),
        ("a: 1\n---\nb: 2", 2, "un seul document"),
        ("? [a, b]\n: c", 1, "une clé est un mot"),
        ("a: 1\nb: \x00", 2, "caractère illisible"),
        ("[" * 100_000, 1, "niveaux imbriqués"),
    ],
)
def test_what_nobody_should_write_is_refused_with_its_line(text: str, line: int, words: str) -> None:
    complaint = the_complaint_about(text)
    assert complaint.startswith(f"situation.yaml, ligne {line}\u00a0:")
    assert words in complaint


def test_aliases_that_would_grow_without_end_are_refused_at_once() -> None:
    layers = [f"x{n}: &x{n} [{', '.join([f'*x{n - 1}'] * 9)}]" for n in range(1, 20)]
    assert "renvois" in the_complaint_about("\n".join(["x0: &x0 ha", *layers]))


def test_a_file_over_a_megabyte_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "grand.yaml"
    path.write_bytes(b"a: " + b"b" * MAX_BYTES)
    with pytest.raises(YamlFileError, match=r"grand\.yaml.*trop gros"):
        read_yaml(path)


def test_a_file_that_is_not_utf8_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "latin.yaml"
    path.write_bytes("a: 1\nb: é".encode("latin-1"))
    with pytest.raises(YamlFileError, match=r"latin\.yaml, ligne 2.*UTF-8"):
        read_yaml(path)


def test_a_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    path = tmp_path / "bom.yaml"
    path.write_bytes("ville: Condom".encode("utf-8-sig"))
    assert read_yaml(path) == {"ville": "Condom"}


def test_a_missing_file_and_a_folder_are_refused_in_french(tmp_path: Path) -> None:
    with pytest.raises(YamlFileError, match=r"absent\.yaml.*n’existe pas"):
        read_yaml(tmp_path / "absent.yaml")
    with pytest.raises(YamlFileError, match="ne peut pas être ouvert"):
        read_yaml(tmp_path)

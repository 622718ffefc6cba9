"""Hours as people write them, read into the notation and written back: never a guess."""

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.hours import check, same_openings
from directory.spoken_hours import LONGEST, read_spoken
from directory.written_hours import written

YEAR = date(2026, 1, 1), date(2027, 1, 1)


@pytest.mark.parametrize(
    ("text", "notation"),
    [
        ("du lundi au vendredi 9h-12h et 14h-17h30", "Mo-Fr 09:00-12:00,14:00-17:30"),
        ("Du lundi au vendredi : de 9h à 12h et de 14h à 17h.", "Mo-Fr 09:00-12:00,14:00-17:00"),
        ("lun-ven 9h00/12h30", "Mo-Fr 09:00-12:30"),
        ("du lundi au vendredi 9-12h", "Mo-Fr 09:00-12:00"),
        ("lundi 9h00-12h00 13h30-17h00", "Mo 09:00-12:00,13:30-17:00"),
        ("lundi 9:00-12:30", "Mo 09:00-12:30"),
        ("lundi 9h-12h / 14h-17h", "Mo 09:00-12:00,14:00-17:00"),
        ("lundi, mardi et jeudi 10 h – 17 h", "Mo-Tu,Th 10:00-17:00"),
        ("lundi 14h-17h, mercredi : 9h-12h", "Mo 14:00-17:00; We 09:00-12:00"),
        ("lundi : 9h-12h\nmardi : fermé\nmercredi : 14h-17h", "Mo 09:00-12:00; We 14:00-17:00"),
        ("9h-12h du lundi au jeudi", "Mo-Th 09:00-12:00"),
        ("du vendredi au lundi 9h-12h", "Mo,Fr-Su 09:00-12:00"),
        ("tous les jours sauf dimanche 9h-12h", "Mo-Sa 09:00-12:00"),
        ("tous les jours 9h-12h sauf le dimanche et les jours fériés", "Mo-Sa 09:00-12:00; PH off"),
        ("24h/24 7j/7", "24/7"),
        ("24 h/24, 7 j/7, jours fériés compris", "24/7"),
        ("7 j/7, 9 h-23 h, y compris les jours fériés", "Mo-Su 09:00-23:00; PH 09:00-23:00"),
        ("tous les jours de 22h à 6h", "Mo-Su 22:00-06:00"),
        ("lundi de 9h à midi", "Mo 09:00-12:00"),
        ("lundi entre midi et 14h", "Mo 12:00-14:00"),
        ("mardi 20h à minuit", "Tu 20:00-24:00"),
        ("mardi de minuit à 6h", "Tu 00:00-06:00"),
        ("mardi matin 9h-12h et après-midi 14h-17h", "Tu 09:00-12:00,14:00-17:00"),
        ("week-end 10h-12h", "Sa-Su 10:00-12:00"),
        ("en semaine 10h-12h", "Mo-Fr 10:00-12:00"),
        ("le 1er et 3e mardi du mois de 14h à 17h", "Tu[1,3] 14:00-17:00"),
        ("1er mardi et 3e jeudi du mois 9h-12h", "Tu[1],Th[3] 09:00-12:00"),
        ("1er, 1er et 3e mardi du mois 9h-12h", "Tu[1,3] 09:00-12:00"),
        ("le dernier vendredi du mois 14h-16h", "Fr[-1] 14:00-16:00"),
        ("lundi 9h-12h, fermé les jours fériés", "Mo 09:00-12:00; PH off"),
        ("lundi 9h-12h, ouvert les jours fériés de 10h à 12h", "Mo 09:00-12:00; PH 10:00-12:00"),
        ("lundi 9h-12h, jours fériés à vérifier", "Mo 09:00-12:00; PH unknown"),
        ("du 1er juillet au 31 août : mardi 9h-12h", "Jul 1-Aug 31 Tu 09:00-12:00"),
        ("du 1er au 15 août : mardi 9h-12h", "Aug 1-Aug 15 Tu 09:00-12:00"),
        (
            "en juillet et août : mardi 9h-12h, jeudi 14h-16h",
            "Jul-Aug Tu 09:00-12:00; Jul-Aug Th 14:00-16:00",
        ),
        ("lundi 9h-12h, fermé du 24 décembre au 2 janvier", "Mo 09:00-12:00; Dec 24-Jan 2 off"),
        ("lundi 9h-12h sauf en août", "Mo 09:00-12:00; Aug off"),
        (
            "lundi 9h-12h ; fermé du 24 décembre au 2 janvier 2027",
            "Mo 09:00-12:00; 2026 Dec 24-2027 Jan 2 off",
        ),
        ("lundi 9h-12h. Fermé le 1er mai.", "Mo 09:00-12:00; May 1 off"),
        ("semaines paires : lundi 9h-12h", "week 02-52/2 Mo 09:00-12:00"),
        (
            "du lundi au vendredi 9h-12h\nen août : mardi 14h-16h, fermé les autres jours",
            "Mo-Fr 09:00-12:00; Aug off; Aug Tu 14:00-16:00",
        ),
        (
            "du lundi au vendredi 9h-12h, en plus le 1er mardi du mois 14h-17h",
            "Mo-Fr 09:00-12:00, Tu[1] 14:00-17:00",
        ),
        ("lundi au vendredi 9h-12h, mercredi seulement 14h-17h", "Mo-Tu,Th-Fr 09:00-12:00; We 14:00-17:00"),
    ],
)
def test_hours_are_read_as_people_write_them(text: str, notation: str) -> None:
    assert read_spoken(text).notation == notation
    check(notation)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("le mardi matin sur rendez-vous", "« sur rendez-vous »"),
        ("vacances scolaires : lundi 9h-12h", "« vacances scolaires »"),
        ("jours ouvrés 9h-12h", "« jours ouvrés »"),
        ("le mardi matin", "« matin » ne dit pas à quelle heure"),
        ("le mardi matin 14h-17h", "« matin » ne va pas avec ces heures"),
        ("tous les jours sauf dimanche", "Il manque les heures"),
        ("9h-12h", "Quels jours"),
        ("de 22h à 6h", "Quels jours"),
        ("lundi 9h", "de quelle heure à quelle heure"),
        ("lundi 9-12", "de quelle heure à quelle heure"),
        ("lundi 25h-28h", "n’existent pas"),
        ("lundi 9h75-12h", "de quelle heure à quelle heure"),
        ("lundi 14h-12h", "la fin vient avant le début"),
        ("lundi 9h-12h et 11h-13h", "se recouvrent"),
        ("lundi au vendredi 9h-12h ; mardi 14h-17h", "Le mardi est dit deux fois"),
        ("mardi 9h-12h, 1er mardi du mois 14h-17h", "Le mardi est dit deux fois"),
        ("4e mardi du mois 9h-12h, dernier mardi du mois 14h-17h", "Le mardi est dit deux fois"),
        ("lundi 9h-12h ; fermé les jours fériés ; jours fériés 9h-12h", "dits deux fois"),
        (
            "du lundi au vendredi 9h-12h\nen août : mardi 14h-16h",
            "Et les autres jours de cette période, le lundi",
        ),
        ("en août : mardi 9h-12h ; jeudi 14h-16h", "vaut-il pour elle ou pour toute l’année"),
        ("en août : lundi 9h-12h\ndu 15 au 31 août : mardi 9h-12h", "Deux périodes se recouvrent"),
        ("en mars et août : lundi 9h-12h", "ne se suivent pas"),
        ("lundi 9h-12h, fermé du 30 février au 2 mars", "cette date n’existe pas"),
        ("lundi 9h-12h, fermé", "Fermé quels jours"),
        ("semaines paires", "Il manque les heures de cette période"),
        ("fermé les jours fériés", "Il manque les jours et les heures d’ouverture"),
        ("fermé du 24 décembre au 2 janvier", "Il manque les jours et les heures d’ouverture"),
        ("du lundi au vendredi 8h30-17h (16h30 le vendredi)", "de quelle heure à quelle heure"),
        ("", "Écrivez les jours et les heures"),
        ("lundi 9h-12h " * LONGEST, "trop long"),
    ],
)
def test_what_is_not_sure_is_refused_with_what_to_write(text: str, named: str) -> None:
    read = read_spoken(text)
    assert read.notation is None
    assert any(named in problem for problem in read.problems), read.problems


def test_a_night_that_is_not_worked_leaves_nothing_in_the_morning() -> None:
    assert read_spoken("tous les jours sauf dimanche de 22h à 6h").notation == "Mo-Sa 22:00-06:00"


def test_every_word_that_is_not_understood_is_named() -> None:
    problems = read_spoken("lundi bidule 9h-12h puis truc machin").problems
    assert [problem.split(" »")[0] for problem in problems] == ["« bidule", "« truc machin"]


def test_nothing_is_said_of_holidays_that_nobody_mentioned() -> None:
    assert "PH" not in (read_spoken("tous les jours 9h-12h").notation or "")


@pytest.mark.parametrize(
    ("hours", "lines"),
    [
        ("24/7", ["24 h/24, 7 jours sur 7"]),
        ("Mo-Fr 09:00-12:00,14:00-17:00; PH off", ["lundi à vendredi : 9 h à 12 h et 14 h à 17 h"]),
        ("Tu[1,3] 14:00-17:30", ["1er et 3e mardi du mois : 14 h à 17 h 30"]),
        ("Jul 1-Aug 31 Tu 09:00-12:00", ["du 1er juillet au 31 août : mardi 9 h à 12 h"]),
        ("Mo-Su 22:00-06:00; PH unknown", ["tous les jours : 22 h à 6 h", "jours fériés : à vérifier"]),
        ("Mo 09:00-12:00; Dec 24-Jan 2 off", ["lundi : 9 h à 12 h", "fermé du 24 décembre au 2 janvier"]),
        (
            "Mo-Fr 09:00-12:00; Tu 14:00-24:00",
            ["lundi et mercredi à vendredi : 9 h à 12 h", "mardi : 14 h à minuit"],
        ),
        (
            "Mo-Fr 09:00-12:00; Tu[-1] 14:00-17:00",
            ["lundi à vendredi : 9 h à 12 h", "dernier mardi du mois : seulement 14 h à 17 h"],
        ),
        (
            "Mo-Fr 09:00-12:00; Aug off; Aug Tu 14:00-16:00",
            ["lundi à vendredi : 9 h à 12 h", "en août : mardi 14 h à 16 h, fermé les autres jours"],
        ),
    ],
)
def test_a_notation_is_written_as_people_write(hours: str, lines: list[str]) -> None:
    said = [line.replace("\u00a0", " ") for line in written(hours)]
    assert said == (lines if "PH off" not in hours else [*lines, "fermé les jours fériés"])


@pytest.mark.parametrize("hours", ["sunrise-sunset", "Mo 09:00-12:00; Sa 09:00-12:00 unknown", "Mo 09:00+"])
def test_what_these_words_cannot_say_is_not_written(hours: str) -> None:
    assert written(hours) == ()


NIGHT = re.compile("-(24:00|02:00|05:30)")
QUARTERS = st.integers(0, 95)
WEEKDAYS = st.lists(st.sampled_from(["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"]), min_size=1, unique=True)


@st.composite
def times(draw: st.DrawFn) -> str:
    """One or two times of a day, the last of which may run into the night."""
    marks = sorted(
        draw(st.lists(QUARTERS, min_size=2, max_size=4, unique=True).filter(lambda x: len(x) != 3))
    )
    clocks = [f"{mark // 4:02}:{mark % 4 * 15:02}" for mark in marks]
    if marks[-2] >= 48 and draw(st.booleans()):
        clocks[-1] = draw(st.sampled_from(["24:00", "02:00", "05:30"]))
    return ",".join(f"{start}-{end}" for start, end in zip(clocks[::2], clocks[1::2], strict=True))


@st.composite
def weekly(draw: st.DrawFn) -> list[str]:
    """Rules of a plain week; a later one may replace an earlier one, but for nights."""
    rules = draw(st.lists(st.tuples(WEEKDAYS, times()), min_size=1, max_size=3))
    said = [f"{','.join(days)} {each}" for days, each in rules]
    # A night that is replaced keeps its end in the notation, which no words of people say.
    return said[:1] if any(NIGHT.search(rule) for rule in said) else said


@st.composite
def monthly(draw: st.DrawFn) -> list[str]:
    day = draw(st.sampled_from(["Mo", "We", "Sa"]))
    numbers = draw(st.sampled_from(["1", "2", "1,3", "2,4", "-1", "5"]))
    return [f"{day}[{numbers}] {draw(times())}"]


@st.composite
def seasonal(draw: st.DrawFn) -> list[str]:
    season = draw(st.sampled_from(["Jul-Aug", "Jul 1-Aug 31", "Dec 20-Jan 10", "Feb", "week 02-52/2"]))
    is_closed = draw(st.booleans())
    rules = [f"{season} {rule}" for rule in draw(weekly())]
    return [f"{season} off", *rules] if is_closed else rules


@st.composite
def timetables(draw: st.DrawFn) -> str:
    """Weekly, monthly and seasonal hours, holidays and closures, as directories hold them."""
    usual, season = draw(st.one_of(weekly(), monthly())), draw(st.one_of(st.just([]), seasonal()))
    # A season that does not close what it replaces keeps the end of its nights, which no words of people say.
    keeps_nights = season and not season[0].endswith("off") and any(NIGHT.search(rule) for rule in usual)
    rules = usual if keeps_nights else [*usual, *season]
    ends = ["PH off", "PH unknown", "PH 10:00-12:00"], ["May 1-May 9 off", "2026 Dec 24-2027 Jan 2 off"]
    for choice in ends:
        rules += draw(st.one_of(st.just([]), st.sampled_from(choice).map(lambda rule: [rule])))
    return "; ".join(rules)


@settings(max_examples=300, deadline=None)
@given(timetables())
def test_what_is_written_reads_back_as_the_same_hours(hours: str) -> None:
    lines = written(hours)
    assert lines, hours
    read = read_spoken("\n".join(lines)).notation
    assert read is not None
    assert same_openings(read, hours, *YEAR), read


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=200))
def test_any_text_gives_hours_or_sentences(text: str) -> None:
    read = read_spoken(text)
    assert (read.notation is None) == bool(read.problems)


PIECES = [
    "lundi",
    "du",
    "au",
    "vendredi",
    "9h",
    "-",
    "12h",
    "et",
    ",",
    ";",
    "1er",
    "mardi",
    "du mois",
    "août",
    "fermé",
]
PIECES += [
    "sauf",
    "jours fériés",
    "midi",
    "le",
    "24h/24",
    "\n",
    ":",
    "en plus",
    "semaines paires",
    "31",
    "matin",
    "les autres jours",
]


@settings(max_examples=500, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=15).map(" ".join))
def test_any_heap_of_known_words_gives_valid_hours_or_sentences(text: str) -> None:
    read = read_spoken(text)
    assert (read.notation is None) == bool(read.problems)
    if read.notation:
        check(read.notation)

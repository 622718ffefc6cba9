"""The national lines that a search gives where nothing local answers it."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from directory.pages import Shown, shown_at
from directory.search.results import Results
from directory.serving import find_lines
from directory.vocabulary import vocabulary

MOST_LINES = 4
POLICE = "17"
ALWAYS = ("115", POLICE)
"""Lines given where nothing says what was looked for, and after those that are."""

ANY_VICTIM = "116006"
"""The line of every victim, given after those made for one violence."""

IN_DANGER = frozenset(("emergency-security",))
ATTACKED = frozenset(("dv-association",))
"""Groups of categories, and categories, of those who may have to call the police."""


def lines_of(
    session: Session, found: Results, categories: Collection[str], at: datetime, today: date
) -> tuple[Shown, ...]:
    """Give the lines of what was looked for, then those that always answer, none that was found.

    `categories` are those of the filters. What is open is told `at` that moment, what is fresh `today`.
    """
    meanings = [each for _, senses in found.understood.meanings for each in senses]
    meant = [each.slug for each in meanings if each.kind == "category"]
    listed = {result.shown.card.id for result in found.results}
    lines = find_lines(session, line_slugs([*meant, *sorted(categories)]))
    return tuple(shown_at(line, at, today) for line in lines if line.id not in listed)


def line_slugs(categories: Sequence[str]) -> list[str]:
    """Give the national lines of `categories`, the best first, then those that always answer.

    The police is among the first three where somebody is attacked or in danger.
    """
    meant = [vocabulary().categories[each] for each in categories]
    named = dict.fromkeys(line for each in meant for line in each.fallback_helplines)
    ranked = sorted(named, key=lambda line: line == ANY_VICTIM)
    if any(each.group in IN_DANGER or each.slug in ATTACKED for each in meant):
        ranked[2:2] = [POLICE]
    return list(dict.fromkeys((*ranked, *ALWAYS)))[:MOST_LINES]

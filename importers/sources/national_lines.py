"""The national lines of the vocabulary, as services that answer from anywhere in France."""

from collections.abc import Iterator

from directory.vocabulary import vocabulary
from directory.words import Line
from importers.records import AreaRecord, PhoneRecord, Record

NAME = "national-lines"
TITLE = "Lignes nationales, pages publiques citées ligne par ligne"
LICENCE = "Informations publiques"
LONGEST_SHORT_NUMBER = 6


def records() -> Iterator[Record]:
    """Give every national line as a record."""
    return map(record, vocabulary().lines.values())


def record(line: Line) -> Record:
    """Turn a line into a record: a number, or an address on the web, and no place."""
    is_web = line.channel == "web"
    is_for_all = line.receives == "everyone"
    phone = PhoneRecord(number=line.number, channel=line.channel, on_bill=line.on_bill)
    return Record(
        key=line.slug,
        organization=line.name,
        category=line.category,
        name=line.name,
        alternate_names=_spoken_numbers(line.number),
        description=line.public,
        address_policy="none",
        access="self",
        areas=(AreaRecord(kind="national"),),
        phones=() if is_web else (phone,),
        website=f"https://{line.number}" if is_web else "",
        hours=line.hours,
        hours_text=line.hours_text,
        receives=line.receives,
        women=is_for_all or None,
        men=is_for_all or None,
        modes=("online",) if is_web else ("phone",),
        fee="free" if _is_free(line.cost) else "",
        cost=line.cost,
        accessibility=line.accessibility,
        verified_on=line.reviewed,
    )


def _spoken_numbers(number: str) -> tuple[str, ...]:
    """Give a short number as another name of its line: people say « le 3919 » and look for it."""
    digits = number.replace(" ", "")
    if not digits.isdigit() or len(digits) > LONGEST_SHORT_NUMBER:
        return ()
    return (number,) if number == digits else (number, digits)


def _is_free(cost: str) -> bool:
    """Say whether a line is known to be free: what is still to be confirmed is not known."""
    return cost.lower().startswith("gratuit") and "à confirmer" not in cost

"""What a person types for a place, taken apart: name, code, département."""

import re
from dataclasses import dataclass

from sqlalchemy.orm import Session

from directory.folding import fold
from directory.places import departments_named

LONGEST = 120
"""Characters read of what is typed; no name of a place, with its postcode, is longer."""

_ARTICLE_LAST = re.compile(r"^(.*?),? *\((le|la|les|l['’])\)", re.IGNORECASE)
_CEDEX = re.compile(r" cedex(?: \d{1,2}(?= |$))?")
_CODE = re.compile(r"(?:^|(?<= ))(\d\d|2[ab]) ?(\d{3})(?= |$)")
_DISTRICT = re.compile(
    r"^(paris|lyon|marseille) 0?(\d{1,2})(?: ?(?:er|ere|e|eme|ieme|nd|nde))?(?: a[a-z]*)?$"
)
_DEPARTMENT = re.compile(r"^(.+) (2[ab]|\d\d|97\d)$")


@dataclass(frozen=True, slots=True)
class Query:
    """What is typed, folded and taken apart: name, code (postcode or INSEE), départements that it names."""

    name: str
    code: str = ""
    local_name: str = ""
    departments: tuple[str, ...] = ()
    is_cedex: bool = False


def read_typed(text: str) -> str:
    """Fold what is typed: no CEDEX, the article first, and « lyon 3eme » as « lyon 3 »."""
    key = _CEDEX.sub("", fold(_ARTICLE_LAST.sub(r"\2 \1", text[:LONGEST])))
    return _DISTRICT.sub(r"\1 \2", key)


def understand(session: Session, text: str) -> Query:
    """Take `text` apart. A département is read in addition to the whole name, never instead of it."""
    key = read_typed(text)
    code = _CODE.search(key)
    if code:
        rest = " ".join((key[: code.start()] + key[code.end() :]).split())
        is_cedex = _CEDEX.search(fold(text[:LONGEST])) is not None
        return Query(read_typed(rest), code.group(1) + code.group(2), is_cedex=is_cedex)
    coded_department = _DEPARTMENT.match(key)
    if coded_department:
        return Query(key, "", coded_department.group(1), department_codes(coded_department.group(2)))
    endings = departments_named(session, key) if " " in key else {}
    if endings:
        longest = max(endings, key=len)
        return Query(key, "", key.removesuffix(longest).strip(), (endings[longest],))
    return Query(key)


def department_codes(typed: str) -> tuple[str, ...]:
    """Give the codes of the département that `typed` begins with; « 20 » is both of Corsica's."""
    if typed.startswith("20"):
        return ("2A", "2B")
    return (typed[:3] if typed.startswith("97") else typed[:2].upper(),)


def departments_beginning(digit: str) -> tuple[str, ...]:
    """Give the codes that a département's may be when it begins with `digit`."""
    overseas = ("971", "972", "973", "974", "976") if digit == "9" else ()
    return (*(digit + second for second in "0123456789AB"), *overseas)

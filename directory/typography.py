"""French typography: what people read is typeset, what people write in files stays plain."""

import re

NARROW = "\u202f"  # narrow non-breaking space, before ; ! ? and inside numbers
WIDE = "\u00a0"  # non-breaking space, before : and inside « »

_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?<=\w)'(?=\w)"), "’"),
    (re.compile(r"[ \u00a0\u202f]+([;!?])"), NARROW + r"\1"),
    (re.compile(r"[ \u00a0\u202f]+:(?=\s|$)"), WIDE + ":"),
    (re.compile(r"«[ \u00a0\u202f]*"), "«" + WIDE),
    (re.compile(r"[ \u00a0\u202f]*»"), WIDE + "»"),
    (re.compile(r"(?<=\d) (?=(h|km|ans|mois|jours|€|%)\b)"), WIDE),
)


_MAY_CHANGE = re.compile(r"[':;!?«»]|\d (?:h|km|ans|mois|jours|€|%)")
"""One of these is in every text that a rule changes."""


def typeset(text: str) -> str:
    """Give `text` as French is printed: ’, « », and spaces that do not break before double punctuation."""
    if not _MAY_CHANGE.search(text):
        return text
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    return text

"""Who speaks: « je frappe ma femme » and « ma femme me frappe » have the same words, and not the same answer.

Whoever says « je » of a blow asks for another help than whoever says « me »: a place kept for victims must
not come first for the former. Where both are said, nothing is decided, and the page asks.
"""

import re

from directory.folding import plain

_BLOWS = "frapp|tap|cogn|batt|bats|gifl|violent|viole|etrangl|bouscul|menac|insult|harcel|secou"
_ON_THE_WAY = r"(?:(?:l[ea]s?|lui|ai|vais|deviens|deja|encore|souvent)\s+|l ?['’]\s?)*"
_I = r"\bj(?:e\s+|\s?['’]?\s?)(?=\w)"
_BY_ME = re.compile(rf"{_I}{_ON_THE_WAY}(?:{_BLOWS})|\bje suis (?:\w+ )?violent\b")
_ON_ME = re.compile(rf"\bm(?:e\s+|\s?['’]\s?)(?:(?:a|as|ont|avait|fais|fait)\s+)*(?:{_BLOWS})")


def is_by_me(text: str) -> bool:
    """Say whether `text` tells of violence done by whoever speaks: « j’ai frappé », « je suis violent »."""
    said = plain(text)
    return bool(_BY_ME.search(said)) and not _ON_ME.search(said)

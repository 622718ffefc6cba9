"""Languages as people name them, and their codes."""

from collections.abc import Iterable, Mapping
from functools import cache
from itertools import product
from string import ascii_lowercase

from directory.folding import fold
from directory.wording import language


def written_languages(codes: Iterable[str]) -> str:
    """Give « français, arabe » for the codes of languages."""
    return ", ".join(language(code) for code in codes)


def language_codes(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give the codes of the languages that a text names, and the names that mean none."""
    names = [name.strip() for name in text.replace("\n", ",").replace(";", ",").split(",") if name.strip()]
    found = {name: _codes().get(fold(name), name if name in _codes().values() else "") for name in names}
    known = dict.fromkeys(code for code in found.values() if code)
    return tuple(known), tuple(name for name, code in found.items() if not code)


@cache
def _codes() -> Mapping[str, str]:
    """Give the code of each language that has one of two letters, by its folded name."""
    codes = ("".join(letters) for letters in product(ascii_lowercase, repeat=2))
    return {fold(language(code)): code for code in codes if language(code) != code}

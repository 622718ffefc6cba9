"""How a telephone number is kept, shown and dialled."""

import re

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat

FRANCE = "FR"
FRENCH_CODES = (33, 262, 508, 590, 594, 596)
"""Country codes of France, overseas included: from each, its numbers are dialled with a 0."""

PREMIUM = "+3389"

SHORTEST, LONGEST_SHORT = 2, 6
KEPT = re.compile(r"\+33[1-9][0-9]{8}")
"""A French number that is already as it is kept: nothing to work out."""


class PhoneError(ValueError):
    """What was given is not a telephone number that can be dialled from France."""


def stored(text: str) -> str:
    """Give `text` as it is kept: E.164, or the digits alone of a short number (115, 3919, 116006).

    Raises:
        PhoneError: it cannot be dialled from France.
    """
    if KEPT.fullmatch(text):
        return text
    digits = "".join(character for character in text if character.isdigit())
    if SHORTEST <= len(digits) <= LONGEST_SHORT and digits[0] != "0" and "+" not in text:
        return digits
    try:
        number = phonenumbers.parse(text, FRANCE)
    except NumberParseException:
        number = None
    if number is None or not phonenumbers.is_possible_number(number):
        raise PhoneError(f"« {text} » n’est pas un numéro de téléphone. Écrivez-le ainsi : 04 65 71 20 01.")
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def is_premium(number: str) -> bool:
    """Say whether a kept number is one of those, 089x, that cost more than a call."""
    return number.startswith(PREMIUM)


def shown(number: str) -> str:
    """Give a kept number as people in France write it: 04 65 71 20 01, 116 006, 3919."""
    if not number.startswith("+"):
        return f"{number[:3]} {number[3:]}" if len(number) == LONGEST_SHORT else number
    parsed = phonenumbers.parse(number)
    is_french = parsed.country_code in FRENCH_CODES
    style = PhoneNumberFormat.NATIONAL if is_french else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(parsed, style)


def dialled(number: str, channel: str = "voice") -> str:
    """Give the link that calls a kept number, or writes to it where it only takes messages."""
    return f"{'sms' if channel == 'text' else 'tel'}:{number}"

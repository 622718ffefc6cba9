"""A mail address, as it is kept."""

import re

from directory.editing.errors import FieldsError
from directory.typography import typeset

MAIL = re.compile(r"[^@\s,;:<>\"()\[\]\\\x00-\x1f\x7f-\x9f]{1,64}@[a-zA-Z0-9-]+(?:\.[a-zA-Z0-9-]+)+")
LONGEST = 160
INCOMPLETE = "Cette adresse électronique n'est pas complète. Exemple : contact@association.fr."


def mail(text: str) -> str:
    """Give a mail address in lower case, without what surrounds it.

    Raises:
        FieldsError: it is none.
    """
    email = text.strip().lower()
    if len(email) > LONGEST or not MAIL.fullmatch(email):
        raise FieldsError({"email": typeset(INCOMPLETE)})
    return email

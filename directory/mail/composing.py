"""A message as mail programs read it: plain text, one address, headers in which nothing can be slipped."""

import re
from datetime import UTC, datetime
from email.errors import MessageError
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from directory.mail.letters import Message

ADDRESS = re.compile(r"[^\s@,;:<>()\[\]\\\"]+@[^\s@,;:<>()\[\]\\\"]+")
"""One address and nothing beside it: a comma would be a second reader, a line another header."""

UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
LONGEST_SUBJECT = 160


class AddressError(ValueError):
    """This is not one mail address."""


def checked(address: str) -> str:
    """Give `address` as it is.

    Raises:
        AddressError: it is not one address, alone.
    """
    if not ADDRESS.fullmatch(address) or not address.isascii():
        raise AddressError("Cette adresse n’est pas une adresse de courriel.")
    return address


def composed(message: Message, sender: str, reference: str, at: datetime) -> EmailMessage:
    """Give the mail of `message` as it leaves, written at `at` (UTC, without zone).

    `reference` names it among all: the same letter sent again after a crash has the same Message-ID. What a
    subject holds is never read as another header, nor anything of the text as a template.

    Raises:
        AddressError: its address is not one address.
    """
    mail = EmailMessage(policy=SMTP)
    domain = parseaddr(sender)[1].rpartition("@")[2]
    try:
        mail["From"] = sender
        mail["To"] = checked(message.address)
        mail["Subject"] = UNPRINTABLE.sub(" ", message.subject)[:LONGEST_SUBJECT]
        mail["Date"] = format_datetime(at.replace(tzinfo=UTC))
        mail["Message-ID"] = f"<{reference}@{domain}>"
        # Holiday replies are not for us, and would come to nobody.
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(message.body, charset="utf-8", cte="quoted-printable")
    except (MessageError, ValueError) as error:
        raise AddressError("Ce courriel ne peut pas être composé.") from error
    return mail

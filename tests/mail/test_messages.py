"""What a letter says, in words."""

from datetime import datetime

from directory.mail.messages import invitation

LINK = "https://relais.exemple.fr/compte/invitation/secret"


def test_an_invitation_says_how_long_it_opens_and_until_when_it_sends_another() -> None:
    body = invitation("lea@exemple.fr", "", LINK, datetime.fromisoformat("2026-12-08T13:30")).body
    plain = body.replace("\u00a0", " ").replace("\u202f", " ")
    assert f"ouvrez ce lien dans l’heure :\n{LINK}" in plain
    assert "Passé ce délai, et jusqu’au mardi 8 décembre 2026 à 14 h 30, heure de Paris, le même" in plain

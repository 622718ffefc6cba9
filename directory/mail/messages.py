"""What each letter says, in plain words. Its subject could be read over a shoulder: it names nothing.

No name of a person met, no need, no place that hides. What comes from a listing is written as it is: nothing
is read as a template.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from directory.local_time import PARIS, local
from directory.mail.letters import Message
from directory.typography import typeset
from directory.wording import day, hour

SIGNATURE = (
    "L'équipe de Relais\n"
    "Relais est l'annuaire des professionnels qui accueillent une personne en difficulté.\n"
    "Ce courriel ne contient aucun suivi : nous ne savons pas s'il a été ouvert."
)
ONE_ORGANIZATION = (
    "Ce lien n'ouvre que vos fiches. L'ouvrir ne change rien : seule votre réponse compte. "
    "Ne le transmettez qu'à une personne chargée de ces informations."
)


@dataclass(frozen=True, slots=True)
class Listed:
    """A listing that a letter speaks of: its name, and how old what it says is, in words."""

    name: str
    age: str


Listings = Sequence[Listed]


def due(address: str, organization: str, listed: Listings, link: str, number: int) -> Message:
    """Ask whether listings are still right; `number` is that of the reminder, from 1 to 3."""
    first = {
        1: "Les informations que Relais donne de vos services datent un peu :",
        2: "Nous vous avons écrit il y a deux semaines au sujet de ces services :",
    }.get(number, "C'est notre dernier message au sujet de ces services ; ensuite, nous vous appellerons :")
    return _letter(
        address,
        "Relais : vos informations sont-elles à jour ?",
        first,
        _names(listed),
        f"Si rien n'a changé, une pression suffit. Sinon, vous corrigez en une minute :\n{link}",
        ONE_ORGANIZATION,
        greeting=organization,
    )


def summer(address: str, organization: str, listed: Listings, link: str) -> Message:
    """Ask for the closures of the summer."""
    return _about_closures(address, organization, listed, link, "cet été", "en juillet ou en août")


def year_end(address: str, organization: str, listed: Listings, link: str) -> Message:
    """Ask for the closures of the end of the year."""
    return _about_closures(address, organization, listed, link, "fin d'année", "pour les fêtes")


def _about_closures(
    address: str, organization: str, listed: Listings, link: str, season: str, when: str
) -> Message:
    return _letter(
        address,
        f"Relais : vos dates de {season}",
        f"Fermez-vous {when} ? Un professionnel qui oriente quelqu'un doit le savoir avant.",
        _names(listed),
        f"Indiquez vos dates, ou que vous restez ouverts, en une minute :\n{link}",
        ONE_ORGANIZATION,
        greeting=organization,
    )


def invitation(address: str, inviter: str, link: str, until: datetime) -> Message:
    """Invite to open an account; `inviter` is empty where a command of the operator invites.

    `until`, in UTC, is when the link, too old to open an account, no longer has a new one sent.
    """
    return _letter(
        address,
        "Relais : votre invitation",
        f"{inviter} vous invite sur Relais, l'annuaire d'orientation."
        if inviter
        else "Vous êtes invité sur Relais, l'annuaire d'orientation.",
        f"Pour accepter, ouvrez ce lien dans l'heure :\n{link}",
        f"Passé ce délai, et jusqu'au {_moment(until)}, le même lien permet d'en recevoir un autre, à cette "
        "adresse.",
        "Si vous n'attendiez pas ce message, ignorez-le : aucun compte ne sera ouvert.",
    )


def new_password(address: str, link: str) -> Message:
    """Give the link to choose a new password."""
    return _letter(
        address,
        "Relais : choisir un nouveau mot de passe",
        "Pour choisir un nouveau mot de passe, ouvrez ce lien dans l'heure. Il sert une seule fois :\n"
        f"{link}",
        "Si vous n'avez rien demandé, ignorez ce message : votre mot de passe reste le même.",
    )


def account_changed(address: str, what: str) -> Message:
    """Warn that something of an account changed: `what` is a sentence."""
    return _letter(
        address,
        "Relais : votre compte a changé",
        what,
        "Si c'est bien vous, il n'y a rien à faire. Sinon, changez votre mot de passe et prévenez "
        "sans attendre le bureau de votre territoire.",
    )


def link_given(address: str, organization: str, link: str, until: datetime) -> Message:
    """Give the link that opens the listings of an organisation; `until` is in UTC."""
    return _letter(
        address,
        "Relais : votre lien",
        f"Ce lien ouvre vos fiches, sans mot de passe, jusqu'au {_moment(until)} :\n{link}",
        ONE_ORGANIZATION,
        greeting=organization,
    )


def reported(address: str, organization: str, listing: str, what: str, link: str) -> Message:
    """Pass on an error that somebody reported in a listing: `what` says of what."""
    return _letter(
        address,
        "Relais : une erreur est signalée dans une fiche",
        f"Quelqu'un signale une erreur dans la fiche « {one_line(listing)} » : {what}.",
        "Ce signalement est anonyme et n'a pas été vérifié. La fiche l'indique jusqu'à votre réponse.",
        f"Pour la corriger, ou dire que rien n'a changé, sans mot de passe :\n{link}",
        ONE_ORGANIZATION,
        greeting=organization,
    )


def change_waits(address: str, listing: str, what: str) -> Message:
    """Warn that a sensitive change waits for a second person: `what` names what it changes, never to what.

    Of a shelter, a new number must not travel before it is accepted.
    """
    return _letter(
        address,
        "Relais : un changement attend une vérification",
        f"Un changement est demandé sur la fiche « {one_line(listing)} » : {what}.",
        "Une seconde personne, au bureau du territoire, doit l'accepter. D'ici là, la fiche reste "
        "telle quelle.",
        "Si vous n'êtes pas à l'origine de cette demande, prévenez sans attendre le bureau du territoire.",
    )


def answered(address: str, about: str, word: str, sentence: str) -> Message:
    """Say what the desk answers, « accept », « refuse » or « ask », to what was asked: `about` says what."""
    said = {
        "accept": "votre demande est acceptée",
        "refuse": "votre demande est refusée",
        "ask": "le bureau a besoin d'une précision",
    }[word]
    return _letter(
        address,
        f"Relais : {said}",
        f"{one_line(about)}.",
        f"Réponse du bureau du territoire : {said}.",
        f"« {sentence} »" if sentence else "",
    )


def _letter(address: str, subject: str, *parts: str, greeting: str = "") -> Message:
    """Put a letter together; parts that are empty are left out."""
    hello = f"Bonjour,\n\nÀ l'attention de {greeting}." if greeting else "Bonjour,"
    said = "\n\n".join(part for part in (hello, *parts, SIGNATURE) if part)
    return Message(address, typeset(subject), f"{_typeset(said)}\n")


def _typeset(text: str) -> str:
    """Typeset all but the lines that are addresses, which must stay as they are."""
    return "\n".join(line if "://" in line else typeset(line) for line in text.split("\n"))


def _names(listed: Listings) -> str:
    return "\n".join(f"- {one_line(each.name)} ({each.age})" for each in listed)


def one_line(text: str) -> str:
    """Give `text` on one line: a name never makes a paragraph of its own."""
    return " ".join(text.split())


def _moment(until: datetime) -> str:
    """Give « mardi 24 novembre 2026 à 14 h, heure de Paris » for a time in UTC."""
    here = local(until.replace(tzinfo=UTC), PARIS)
    return f"{day(here.date())} {here.year} à {hour(here)}, heure de Paris"

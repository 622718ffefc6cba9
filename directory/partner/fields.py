"""The fields of the form of a listing: what each is called, what to write in it, and who will read it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from directory.editing.field_names import LABELS
from directory.typography import typeset

Visibility = Literal["public", "professional", "nobody"]

MOST_PHONES = 12
MOST_CLOSURES = 12
PHONE_PARTS = ("number", "label", "audience", "channel", "is_on_bill")
CLOSURE_PARTS = ("starts_on", "ends_on", "reason")


@dataclass(frozen=True, slots=True)
class FormField:
    """A field of the form: `inputs` are what a browser sends for it, `values` what it changes of it."""

    name: str
    label: str
    help: str
    seen_by: Visibility
    inputs: tuple[str, ...]
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FieldGroup:
    """Fields that stand together, under a title."""

    slug: str
    title: str
    fields: tuple[FormField, ...]


def _field(
    name: str,
    words: str,
    *inputs: str,
    seen_by: Visibility = "public",
    values: tuple[str, ...] = (),
    label: str = "",
) -> FormField:
    """Make a field, called as its value is elsewhere; `label` where two fields write one value."""
    values = values or (name,)
    called = label or LABELS[values[0]]
    return FormField(name, typeset(called), typeset(words), seen_by, inputs or (name,), values)


def _rows(name: str, count: int, parts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{name}-{row}-{part}" for row in range(count) for part in parts)


GROUPS: tuple[FieldGroup, ...] = (
    FieldGroup(
        "reach",
        "Vous joindre",
        (
            _field(
                "phones",
                "Un numéro par ligne ; videz un numéro pour le retirer. Une ligne réservée aux "
                "professionnels n'est jamais donnée à la personne.",
                *_rows("phones", MOST_PHONES, PHONE_PARTS),
            ),
            _field("email", "Celui du service, pas celui d'une personne."),
            _field("website", "L'adresse entière, qui commence par https://."),
        ),
    ),
    FieldGroup(
        "when",
        "Quand",
        (
            _field(
                "hours",
                "Comme sur une porte, une ligne par phrase : « lundi au vendredi 9h-12h ». "
                "Dites aussi ce qu'il en est des jours fériés.",
            ),
            _field("hours_text", "Par exemple : « sur rendez-vous »."),
            _field(
                "closures",
                "Congés et fermetures exceptionnelles, premier et dernier jours compris.",
                *_rows("closures", MOST_CLOSURES, CLOSURE_PARTS),
            ),
        ),
    ),
    FieldGroup(
        "where",
        "Où",
        (
            _field(
                "address_policy",
                "Masquer est immédiat, et l'adresse est oubliée partout. La montrer de nouveau demande une "
                "seconde personne.",
            ),
            _field(
                "place",
                "Celle où l'on vous trouve.",
                "place",
                "commune",
                values=("commune_code",),
            ),
            _field("street", "Vide si personne n'est reçu sur place."),
            _field("postal", "Cinq chiffres.", values=("postcode",)),
            _field("transport", "Arrêt de bus, parking, entrée."),
        ),
    ),
    FieldGroup(
        "area",
        "Le secteur servi",
        (
            _field(
                "served",
                "Un nom par ligne : « Condom », « Gers (département) », « toute la France ».",
                label="Communes, intercommunalités ou départements servis",
                values=("areas",),
            ),
            _field(
                "excluded",
                "Un nom par ligne : ce que vous ne servez pas.",
                label="Sauf",
                values=("areas",),
            ),
        ),
    ),
    FieldGroup(
        "who",
        "Pour qui",
        (
            _field("receives", "Victimes et auteurs ne sont jamais sur la même fiche."),
            _field("accepts_women", "Sans réponse, Relais demande de vérifier."),
            _field("accepts_men", "Sans réponse, Relais demande de vérifier."),
            _field("age_min", "En années ; vide s'il n'y a pas de limite connue."),
            _field("age_max", "En années ; vide s'il n'y a pas de limite connue."),
            _field("audiences", "Cochez tout ce qui convient."),
            _field("languages", "Séparées par des virgules : « français, arabe »."),
        ),
    ),
    FieldGroup(
        "how",
        "Comment",
        (
            _field("access", "Qui peut prendre le premier contact."),
            _field(
                "referral",
                "Ce qu'un professionnel doit savoir avant.",
                seen_by="professional",
            ),
            _field("modes", "Cochez tout ce qui convient."),
            _field("features", "Cochez ce qui existe vraiment."),
            _field(
                "accessibility",
                "Par exemple : « rez-de-chaussée, langue des signes le jeudi ».",
            ),
            _field("fee", "Pour la personne."),
            _field("cost", "Par exemple : « première consultation gratuite »."),
            _field("documents", "Les papiers utiles au premier rendez-vous."),
        ),
    ),
    FieldGroup(
        "what",
        "Ce que c’est",
        (
            _field("name", "Tel qu'il est écrit sur la porte ou sur le site."),
            _field("alternate_names", "Un par ligne."),
            _field(
                "neutral_name",
                "Écrit sur la carte remise quand elle pourrait être lue par quelqu'un d'autre : il ne dit "
                "rien du sujet.",
            ),
            _field("description", "Deux ou trois phrases."),
            _field("category", "En changer demande l'accord du bureau."),
        ),
    ),
)

FIELDS: Mapping[str, FormField] = {field.name: field for group in GROUPS for field in group.fields}

PLACE_FIELDS = ("place", "street", "postal", "transport")
"""What says where a service is: a listing that hides its place has none of these fields."""


def field_of(value: str) -> str:
    """Give the field of the form in which a value of a listing is written; the value itself where none is."""
    return next((field.name for field in FIELDS.values() if value in field.values), value)

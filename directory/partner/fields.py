"""The fields of the form of a listing: what each is called, what to write in it, and who will read it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

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
    label: str,
    words: str,
    *inputs: str,
    seen_by: Visibility = "public",
    values: tuple[str, ...] = (),
) -> FormField:
    return FormField(name, typeset(label), typeset(words), seen_by, inputs or (name,), values or (name,))


def _rows(name: str, count: int, parts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{name}-{row}-{part}" for row in range(count) for part in parts)


GROUPS: tuple[FieldGroup, ...] = (
    FieldGroup(
        "reach",
        "Vous joindre",
        (
            _field(
                "phones",
                "Téléphones",
                "Un numéro par ligne ; videz un numéro pour le retirer. Une ligne réservée aux "
                "professionnels n'est jamais donnée à la personne.",
                *_rows("phones", MOST_PHONES, PHONE_PARTS),
            ),
            _field("email", "Courriel", "Celui du service, pas celui d'une personne."),
            _field("website", "Site internet", "L'adresse entière, qui commence par https://."),
        ),
    ),
    FieldGroup(
        "when",
        "Quand",
        (
            _field(
                "hours",
                "Jours et heures d'ouverture",
                "Comme sur une porte, une ligne par phrase : « lundi au vendredi 9h-12h ». "
                "Dites aussi ce qu'il en est des jours fériés.",
            ),
            _field("hours_text", "Précisions sur les horaires", "Par exemple : « sur rendez-vous »."),
            _field(
                "closures",
                "Fermetures",
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
                "Qui voit l'adresse",
                "Masquer est immédiat, et l'adresse est oubliée partout. La montrer de nouveau demande une "
                "seconde personne.",
            ),
            _field(
                "place",
                "Commune",
                "Celle où l'on vous trouve.",
                "place",
                "commune",
                values=("commune_code",),
            ),
            _field("street", "Numéro et rue", "Vide si personne n'est reçu sur place."),
            _field("postal", "Code postal", "Cinq chiffres.", values=("postcode",)),
            _field("transport", "Venir", "Arrêt de bus, parking, entrée."),
        ),
    ),
    FieldGroup(
        "area",
        "Le secteur servi",
        (
            _field(
                "served",
                "Communes, intercommunalités ou départements servis",
                "Un nom par ligne : « Condom », « Gers (département) », « toute la France ».",
                values=("areas",),
            ),
            _field("excluded", "Sauf", "Un nom par ligne : ce que vous ne servez pas.", values=("areas",)),
        ),
    ),
    FieldGroup(
        "who",
        "Pour qui",
        (
            _field("receives", "Public reçu", "Victimes et auteurs ne sont jamais sur la même fiche."),
            _field("accepts_women", "Reçoit les femmes", "Sans réponse, Relais demande de vérifier."),
            _field("accepts_men", "Reçoit les hommes", "Sans réponse, Relais demande de vérifier."),
            _field("age_min", "À partir de quel âge", "En années ; vide s'il n'y a pas de limite connue."),
            _field("age_max", "Jusqu'à quel âge", "En années ; vide s'il n'y a pas de limite connue."),
            _field("audiences", "À qui ce service s'adresse", "Cochez tout ce qui convient."),
            _field("languages", "Langues parlées", "Séparées par des virgules : « français, arabe »."),
        ),
    ),
    FieldGroup(
        "how",
        "Comment",
        (
            _field("access", "Comment on accède au service", "Qui peut prendre le premier contact."),
            _field(
                "referral",
                "Pour orienter",
                "Ce qu'un professionnel doit savoir avant.",
                seen_by="professional",
            ),
            _field("modes", "Comment on y est reçu", "Cochez tout ce qui convient."),
            _field("features", "Équipements", "Cochez ce qui existe vraiment."),
            _field(
                "accessibility",
                "Accessibilité, en clair",
                "Par exemple : « rez-de-chaussée, langue des signes le jeudi ».",
            ),
            _field("fee", "Coût", "Pour la personne."),
            _field("cost", "Précisions sur le coût", "Par exemple : « première consultation gratuite »."),
            _field("documents", "À apporter", "Les papiers utiles au premier rendez-vous."),
        ),
    ),
    FieldGroup(
        "what",
        "Ce que c’est",
        (
            _field("name", "Nom du service", "Tel qu'il est écrit sur la porte ou sur le site."),
            _field("alternate_names", "Autres noms et sigles", "Un par ligne."),
            _field(
                "neutral_name",
                "Nom neutre",
                "Écrit sur la carte remise quand elle pourrait être lue par quelqu'un d'autre : il ne dit "
                "rien du sujet.",
            ),
            _field("description", "Ce qu'on y fait", "Deux ou trois phrases."),
            _field("category", "Catégorie", "En changer demande l'accord du bureau.", seen_by="public"),
        ),
    ),
)

FIELDS: Mapping[str, FormField] = {field.name: field for group in GROUPS for field in group.fields}

PLACE_FIELDS = ("place", "street", "postal", "transport")
"""What says where a service is: a listing that hides its place has none of these fields."""


def field_of(value: str) -> str:
    """Give the field of the form in which a value of a listing is written; the value itself where none is."""
    return next((field.name for field in FIELDS.values() if value in field.values), value)

"""Elements of data·inclusion as schema v1 names them, whatever the version, the format and the variant.

Only the fields listed here are read: a person's name (« contact_nom_prenom ») never is.
"""

import re
from collections.abc import Mapping
from typing import Any

_STRUCTURE = (
    "source id nom date_maj description siret commune code_postal code_insee adresse longitude latitude"
    " telephone courriel site_web horaires_accueil accessibilite_lieu reseaux_porteurs thematiques"
)
_SERVICE = (
    "source id structure_id nom date_maj description type thematiques frais frais_precisions publics"
    " publics_precisions conditions_acces justificatifs commune code_postal code_insee adresse longitude"
    " latitude telephone courriel modes_accueil zone_eligibilite lien_mobilisation mobilisable_par"
    " mobilisation_precisions horaires_accueil"
)
_LISTS = "reseaux_porteurs thematiques publics modes_accueil zone_eligibilite mobilisable_par justificatifs"
STRUCTURE, SERVICE, LISTS = (tuple(names.split()) for names in (_STRUCTURE, _SERVICE, _LISTS))
QUOTED = re.compile(r"'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\"")


def element(cells: Mapping[str, Any]) -> dict[str, Any]:
    """Give a structure or a service under the names of v1, empty fields left out."""
    said = cells.get("properties") if isinstance(cells.get("properties"), dict) else cells
    said = dict(said or cells)
    is_service = bool(said.get("structure_id"))
    if said.keys() & {"presentation_resume", "presentation_detail", "typologie", "zone_diffusion_type"}:
        said |= _of_service(said) if is_service else _of_structure(said)
    source = str(said.get("source") or "")
    for name in ("id", "structure_id"):
        said[name] = prefixed(source, said.get(name))
    for name in LISTS:
        said[name] = listed(said.get(name))
    return {name: said[name] for name in (SERVICE if is_service else STRUCTURE) if said.get(name)}


def prefixed(source: str, identifier: object) -> str:
    """Give an identifier that no other producer bears: « cd35--1028 », as v1 writes it."""
    said = "" if identifier is None else str(identifier).strip()
    return said if not said or not source or said.startswith(f"{source}--") else f"{source}--{said}"


def listed(value: object) -> list[str]:
    """Give the words of a list, also where a table writes it as a text: « ['a', 'b'] », « a, b »."""
    if isinstance(value, list):
        return [str(each).strip() for each in value if each not in (None, "")]
    said = "" if value is None else str(value).strip()
    if said.startswith(("[", "{")):
        quoted = [one or other for one, other in QUOTED.findall(said)]
        said = "" if quoted else said.strip("[]{}")
        return quoted or [each.strip() for each in said.split(",") if each.strip()]
    return [each.strip() for each in said.split(",") if each.strip()]


def _of_structure(said: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "description": said.get("presentation_detail") or said.get("presentation_resume"),
        "horaires_accueil": said.get("horaires_ouverture"),
        "accessibilite_lieu": said.get("accessibilite"),
        "reseaux_porteurs": [*listed(said.get("labels_nationaux")), *listed(said.get("typologie"))],
    }


def _of_service(said: Mapping[str, Any]) -> dict[str, Any]:
    fees, kept = listed(said.get("frais")), {} if said.get("contact_public") is not False else _UNSAID
    direct, referred = (said.get(f"modes_orientation_{who}") for who in ("beneficiaire", "accompagnateur"))
    return {
        "description": said.get("presentation_detail") or said.get("presentation_resume"),
        "type": next(iter(listed(said.get("types"))), ""),
        "frais": fees[0] if len(fees) == 1 else "",
        "frais_precisions": said.get("frais_autres"),
        "publics": said.get("profils"),
        "publics_precisions": said.get("profils_precisions"),
        "conditions_acces": " ; ".join(_texts(said.get("pre_requis"))),
        "justificatifs": _texts(said.get("justificatifs")),
        "zone_eligibilite": _zone(said.get("zone_diffusion_type"), said.get("zone_diffusion_code")),
        "lien_mobilisation": said.get("formulaire_en_ligne") or said.get("page_web"),
        "mobilisable_par": ["usagers"] * bool(direct) + ["professionnels"] * bool(referred),
        "mobilisation_precisions": said.get("modes_orientation_accompagnateur_autres"),
        "horaires_accueil": said.get("recurrence"),
        **kept,
    }


_UNSAID: dict[str, Any] = {"telephone": "", "courriel": ""}
"""What a service whose contact is not public does not say."""


def _texts(value: object) -> list[str]:
    """Give a list whose items are sentences, commas and all."""
    return [str(each).strip() for each in value if each] if isinstance(value, list) else listed(value)


def _zone(kind: object, code: object) -> list[str]:
    """Give a zone of v0 as v1 does; « region:53 » is told from the département that bears the same number."""
    if kind == "pays":
        return ["france"]
    return [] if not kind or not code else [f"region:{code}" if kind == "region" else str(code)]

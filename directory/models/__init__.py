"""The tables of the directory, and the constraints that hold whoever writes to them. Nothing else."""

from directory.models.access import Pass
from directory.models.base import Base, Setting
from directory.models.listings import (
    ACCESSES,
    ADDRESS_POLICIES,
    AREA_KINDS,
    CONFIDENTIAL_CATEGORIES,
    REPORTED,
    Closure,
    Entry,
    Organization,
    Phone,
    Report,
    Service,
    ServiceArea,
    Source,
    Verification,
)
from directory.models.places import Commune, PlaceName, Postcode, Zone
from directory.models.searching import SearchOutbox, SearchText

__all__ = [
    "ACCESSES",
    "ADDRESS_POLICIES",
    "AREA_KINDS",
    "CONFIDENTIAL_CATEGORIES",
    "REPORTED",
    "Base",
    "Closure",
    "Commune",
    "Entry",
    "Organization",
    "Pass",
    "Phone",
    "PlaceName",
    "Postcode",
    "Report",
    "SearchOutbox",
    "SearchText",
    "Service",
    "ServiceArea",
    "Setting",
    "Source",
    "Verification",
    "Zone",
]

"""From an address to a point, by a geocoder of one's own: what is typed never leaves the operator's network.

Nothing is asked unless an operator has configured a geocoder that speaks as the Base Adresse Nationale does
(addok). Without it, distances are counted from the centre of the commune.
"""

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

from geopy.exc import GeopyError
from geopy.geocoders import BANFrance

SURE = 0.6
"""Score from which the Base Adresse Nationale is sure of an address; below, it offers what looks like it."""

PATIENCE = 2.0
"""Seconds left to the geocoder: the centre of the commune is better than a page that does not come."""

UNREADABLE = (LookupError, TypeError, AttributeError)
"""What an answer that is not of the shape expected raises in geopy, which does not look at it first."""

LONGEST = 200
OWN_NAMES = (".localhost", ".internal", ".intranet", ".lan", ".local")


REFUSED = (
    "RELAIS_GEOCODER_URL doit désigner un géocodeur de votre propre réseau, par exemple "
    "« http://localhost:7878 » : une adresse saisie ici peut être celle d’une personne."
)


class GeocoderError(ValueError):
    """The address of the geocoder is not one of the operator's own network."""


@dataclass(frozen=True, slots=True)
class Geocoder:
    """A geocoder of the operator's own. Make one with `own_geocoder`."""

    scheme: str
    domain: str

    def point(self, address: str, commune_code: str) -> tuple[float, float] | None:
        """Give the point (WGS84 degrees) of `address` in a commune; None where nothing is sure."""
        # Without proxies: one that the machine uses for the web would be told the address.
        geocoder = BANFrance(
            domain=self.domain, scheme=self.scheme, timeout=PATIENCE, proxies={}, user_agent="relais"
        )
        try:
            found = geocoder.geocode(address[:LONGEST])
        except (GeopyError, *UNREADABLE):
            return None
        if found is None:
            return None
        said = found.raw.get("properties", {})
        is_sure = (said.get("score") or 0) >= SURE and said.get("citycode") == commune_code
        return (found.latitude, found.longitude) if is_sure else None


def own_geocoder(url: str) -> Geocoder | None:
    """Give the geocoder at `url`, None where there is none.

    Raises:
        GeocoderError: `url` is not an address of one's own network: an address typed here may be a person's.
    """
    if not url:
        return None
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError as error:
        raise GeocoderError(REFUSED) from error
    if parts.scheme not in ("http", "https") or not host or not _is_own(host):
        raise GeocoderError(REFUSED)
    return Geocoder(parts.scheme, parts.netloc)


def _is_own(host: str) -> bool:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return f".{host.lower()}".endswith(OWN_NAMES)
    return address.is_loopback or address.is_private

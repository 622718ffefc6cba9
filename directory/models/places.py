"""Places: every commune of today, its names and postcodes; and the areas wide enough to hide in."""

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from directory.models.base import Base, by_byte


class Commune(Base):
    """A commune of today: INSEE code, names, the territories it lies in, people, centroid (WGS84 degrees)."""

    __tablename__ = "commune"

    code: Mapped[str] = mapped_column(by_byte(5), primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    department: Mapped[str] = mapped_column(String(3), index=True)
    department_name: Mapped[str] = mapped_column(String(60))
    region: Mapped[str] = mapped_column(String(2))
    region_name: Mapped[str] = mapped_column(String(60))
    epci: Mapped[str | None] = mapped_column(String(9), index=True)
    epci_name: Mapped[str | None] = mapped_column(String(120))
    arrondissement: Mapped[str | None] = mapped_column(String(4))
    population: Mapped[int]
    latitude: Mapped[float]
    longitude: Mapped[float]
    postcodes: Mapped[str] = mapped_column(Text)


class PlaceName(Base):
    """A name under which a commune is found, folded (no accent, no case) from its beginning.

    `kind` is commune, former (delegated or associated), district (of Paris, Lyon, Marseille), or word (the
    name from a later word on). `code` is the INSEE code of what is named, `commune_code` its commune today.
    """

    __tablename__ = "place_name"

    id: Mapped[int] = mapped_column(primary_key=True)
    folded: Mapped[str] = mapped_column(by_byte(120), index=True)
    commune_code: Mapped[str] = mapped_column(ForeignKey("commune.code"), index=True)
    label: Mapped[str] = mapped_column(String(160))
    kind: Mapped[str] = mapped_column(String(10))
    code: Mapped[str] = mapped_column(String(5), index=True)


class Postcode(Base):
    """A postcode and one of the communes it serves: most postcodes serve several."""

    __tablename__ = "postcode"

    postcode: Mapped[str] = mapped_column(by_byte(5), primary_key=True)
    commune_code: Mapped[str] = mapped_column(ForeignKey("commune.code"), primary_key=True)


class Zone(Base):
    """An area wide enough to say where a confidential service is: nothing smaller is in this table.

    Communes of at least 20 000 people, every EPCI, every département.
    """

    __tablename__ = "zone"

    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    code: Mapped[str] = mapped_column(String(9), primary_key=True)
    name: Mapped[str] = mapped_column(String(120))

"""What every table shares, and the facts that the database keeps about itself."""

from sqlalchemy import MetaData, String, Text
from sqlalchemy.dialects.postgresql import VARCHAR
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeEngine


def by_byte(length: int) -> TypeEngine[str]:
    """Give the type of a text that is read by its beginning: SQLite sorts by byte, PostgreSQL is told to."""
    return String(length).with_variant(VARCHAR(length, collation="C"), "postgresql")


def one_of(column: str, values: tuple[str, ...]) -> str:
    """Write the condition that `column` holds one of `values`."""
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


class Base(DeclarativeBase):
    """What every table shares: constraints that have names, so that a migration can change them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Setting(Base):
    """A fact about the database itself, such as the edition of the gazetteer it holds."""

    __tablename__ = "setting"

    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[str] = mapped_column(Text)

"""How Alembic meets the database: the connection is given by `directory.db.migrate`, or read from the environment."""

import os

from alembic import context
from sqlalchemy import Connection

from directory.db import open_engine
from importers.models import Run

TABLES = Run.metadata
"""Every table: those of the directory, and those of imports that stand on them."""


def run(connection: Connection) -> None:
    context.configure(connection=connection, target_metadata=TABLES, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    with open_engine(os.environ["RELAIS_DATABASE_URL"]).connect() as opened:
        run(opened)

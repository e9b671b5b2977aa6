"""Brings the tables of a database to the newest revision."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from sqlalchemy import Connection, inspect

from telecine.kernel.errors import UserError

REVISIONS: Final = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008", "0009", "0010")
"""Oldest first. Kept beside the files so that a start with nothing to upgrade does not load Alembic."""

_SCRIPTS: Final = Path(__file__).with_name("migrations")


def current_revision(connection: Connection, where: str) -> str | None:
    """The revision of the database that messages call `where`; None when it has no tables at all.

    Raises UserError when the tables are not Telecine's, or are from a newer Telecine.
    """
    names = inspect(connection).get_table_names()
    if "alembic_version" not in names:
        if names:
            raise UserError(
                f"{where} holds tables that are not Telecine's; choose another file, or another home",
                code="store_foreign",
            )
        return None
    row = connection.exec_driver_sql("SELECT version_num FROM alembic_version").fetchone()
    if row is None:
        return None
    revision = str(row[0])
    if revision not in REVISIONS:
        raise UserError(
            f"{where} was written by a newer Telecine (tables {revision}, this version knows up to {REVISIONS[-1]});"
            " install that version again, or choose another home",
            code="store_newer",
        )
    return revision


def upgrade(connection: Connection) -> None:
    """Run what is missing, inside the transaction that the caller began."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")

"""Runs revisions on the connection that `schema.py` hands over, inside the transaction it began."""

from alembic import context

from telecine.adapters.store.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, transactional_ddl=False)
context.run_migrations()

"""Run by Alembic itself: hands it the connection that `storage.migrations` opened, and the tables to compare with."""

from alembic import context

from storage.migrations import VERSION_TABLE
from storage.tables import metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    version_table=VERSION_TABLE,
    render_as_batch=connection.dialect.name == "sqlite",
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()

"""A journal says, outside its seal, by which command its dialog is begun again: all that is left when it lapses."""

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.add_column("journals", sa.Column("resume", sa.String(16)))


def downgrade() -> None:
    op.drop_column("journals", "resume")

"""What the canary found at its last walk, by portal."""

import sqlalchemy as sa
from alembic import op

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.create_table(
        "canaries",
        sa.Column("portal", sa.String(64), nullable=False),
        sa.Column("missing", sa.Text(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("portal", name="pk_canaries"),
    )


def downgrade() -> None:
    op.drop_table("canaries")

"""Where a picture of somebody is from, and who agreed to its use.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("seeds", sa.Column("note", sa.Text(), nullable=False, server_default=""))

"""Seeds that are faces of confirmed tracks; people who were merged, or are being forgotten.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("people", sa.Column("merged_into", sa.Text()))
    op.add_column("people", sa.Column("forgetting_since", sa.BigInteger()))
    op.add_column("seeds", sa.Column("kind", sa.Text(), nullable=False, server_default="photo"))
    op.add_column("seeds", sa.Column("video_id", sa.Text()))
    op.add_column("seeds", sa.Column("at_num", sa.BigInteger()))
    op.add_column("seeds", sa.Column("at_den", sa.BigInteger()))
    op.add_column("seeds", sa.Column("width_px", sa.Float()))
    op.add_column("seeds", sa.Column("evidence_json", sa.Text()))

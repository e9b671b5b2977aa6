"""Videos are found by name and by place.

Revision ID: 0008
Revises: 0007
"""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("videos_at", "videos", ["source_uri"])
    op.create_index("videos_called", "videos", ["name"])

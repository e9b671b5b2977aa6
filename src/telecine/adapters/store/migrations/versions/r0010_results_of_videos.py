"""Whether a video has results is told by an index.

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_SUCCEEDED = sa.text("state = 'succeeded'")


def upgrade() -> None:
    op.create_index(
        "jobs_with_results",
        "jobs",
        ["video_id", "created_at", "id"],
        sqlite_where=_SUCCEEDED,
        postgresql_where=_SUCCEEDED,
    )

"""Questions over several videos, answered from facts: totals, who is seen with whom, and what changed between runs."""

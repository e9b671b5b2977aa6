"""Which tracks are one person: evidence, constraints, clusters."""

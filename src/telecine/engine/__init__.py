"""The pure core: stages, registry, keys, planner, states, retry policy and ports. No I/O and no clock."""

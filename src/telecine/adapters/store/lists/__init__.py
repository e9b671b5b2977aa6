"""Lists of many jobs, counts and nodes, in both stores."""

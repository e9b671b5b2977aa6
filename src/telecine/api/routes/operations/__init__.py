"""For people who run a server: lists of jobs, nodes, figures, logs."""

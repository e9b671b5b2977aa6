"""Measuring this machine: what doors offer as `telecine bench`, and the benchmarks of the repository use."""

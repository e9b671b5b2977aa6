"""Use cases on ports: submit, claim, commit, cancel, retry, sweep, and running one task."""

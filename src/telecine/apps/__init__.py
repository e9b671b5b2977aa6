"""The applications, one line each."""

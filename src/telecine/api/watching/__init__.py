"""Watching a server while it works: requests in the log, figures for monitoring, logs to be followed."""

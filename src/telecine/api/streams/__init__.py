"""Live events: one poller of the database for all clients of this process."""

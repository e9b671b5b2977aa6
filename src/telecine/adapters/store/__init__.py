"""The state tables: in a SQL database, and in memory for tests."""

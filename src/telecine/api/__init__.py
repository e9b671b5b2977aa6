"""The HTTP API: a thin door over the services."""

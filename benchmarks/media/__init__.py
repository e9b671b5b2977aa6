"""Measurements of application `media`."""

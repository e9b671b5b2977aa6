"""Logging in, keys, and what was done."""

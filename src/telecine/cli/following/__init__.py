"""Bringing one job to its end: working on it or watching it, showing how far it is, and stopping it."""

"""Stages that bring a report into the forms other programs read."""

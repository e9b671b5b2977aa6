"""Uploads and the removal of videos, in both stores."""

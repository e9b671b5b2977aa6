"""Fetching files from addresses that people give, without being led where only this machine may go."""

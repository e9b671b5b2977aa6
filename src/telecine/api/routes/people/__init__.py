"""People who can be named, and their pictures."""

"""Commands that ask about what was found; they change nothing."""

"""`telecine bench`: what this machine does."""

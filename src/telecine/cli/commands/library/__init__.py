"""Commands about what a home holds."""

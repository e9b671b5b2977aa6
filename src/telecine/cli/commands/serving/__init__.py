"""Commands that stay."""

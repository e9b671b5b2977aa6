"""Where results are stored: immutable folders addressed by key and fence."""

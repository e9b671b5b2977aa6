"""Bodies of requests that are too large for memory, and answers that are files."""

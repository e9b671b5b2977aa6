"""Lists of many jobs, and counts that cost the same however many there are."""

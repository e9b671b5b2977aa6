"""Files that come in, files that are kept, and the key that links are signed with."""

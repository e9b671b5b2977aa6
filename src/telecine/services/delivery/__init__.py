"""How results and sources get to people: which files there are, and links that lead to them for a while."""

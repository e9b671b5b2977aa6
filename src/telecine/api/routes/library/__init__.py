"""Episodes and shows, and what can be done with them."""

"""One module a reference page; each reads the product and gives text, the same for the same sources everywhere."""

"""People look at results and correct them."""

"""`telecine people`: who can be named without a cast folder."""

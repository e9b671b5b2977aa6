"""Pure functions of application `media`: arrays in, arrays out."""

"""How files become videos: brought from elsewhere, uploaded, found in folders."""

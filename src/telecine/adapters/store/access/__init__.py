"""Keys, who is logged in, and who did what, in both stores."""

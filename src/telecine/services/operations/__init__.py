"""Looking after a running Telecine: is it well, what does it do, what can go."""

"""Who may do what: keys, logins, tickets, and the record of what was done."""

"""The report in the forms that other programs read: text and numbers only, nothing is written here."""

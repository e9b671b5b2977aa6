"""The revision list of the tables; `schema.py` runs it."""

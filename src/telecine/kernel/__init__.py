"""Exact time, boxes, ids, hashing and the error tree: standard library and NumPy only."""

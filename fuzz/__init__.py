"""Readers of bytes that others made, and what may come of any bytes at all: the targets of `nox -s fuzz`."""

"""Closing a branch and splitting a company: the steps with their proofs, what still stands, and the money held for
customers."""

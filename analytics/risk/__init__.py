"""Risks: what may go wrong, what moved, what it may cost, what is done and watched."""

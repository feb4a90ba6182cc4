"""What pages share: guard, state, cached calls, components."""

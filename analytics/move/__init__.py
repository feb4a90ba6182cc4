"""The move itself: where every planned customer is, who was left behind and why, how fast it goes, and what must agree
afterwards."""

"""The demo programme: seeded, dirty like real life, with planted effects that are written down."""

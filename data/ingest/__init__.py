"""From a dropped file to prepared rows: read, recognise, map, validate."""

"""The web as a door: pages on which people show a place, send a report and follow one."""

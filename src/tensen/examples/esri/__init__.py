"""Made-up firms as three files for the index of systemic risk."""

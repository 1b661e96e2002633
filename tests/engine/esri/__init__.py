"""Tests of systemic risk."""

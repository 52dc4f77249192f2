"""Measurements, each beside something to compare it with; never part of the tests."""

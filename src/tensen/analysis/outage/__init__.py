"""Losses of cloud, telecommunication and positioning outages: direct, second round and insured."""

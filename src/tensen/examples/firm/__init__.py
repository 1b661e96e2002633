"""A made-up firm with its list of suppliers."""

"""Event sets: how often what happens, what a year costs, how likely it is to cost more, and what helps."""

"""Packs: folders of sourced rows, built into networks, with their scenarios, cases and claims."""

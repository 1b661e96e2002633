"""The version, apart from the package itself so that asking for it imports nothing else."""

VERSION = "0.1.0"

"""Scripts that other interpreters run are not tests."""

collect_ignore = ["boario_runs.py"]

"""A client of its own process, to be interrupted or killed: LOG KEEP SECONDS [ADDRESS]."""

import sys
from pathlib import Path

import chunk_tasks as tasks

from tensen.jobs import Cluster, Processes, run_chunks

if __name__ == "__main__":
    log, keep, seconds, *address = sys.argv[1:]
    where = Cluster(address[0]) if address else Processes(2)
    run_chunks(tasks.sums, tasks.shared(Path(log), float(seconds)), tasks.chunks(), where=where, keep=keep)

"""Whether a corpus is read faster by several jobs, and to the same bytes.

    python benchmarks/two_jobs.py [--documents 10000] [--jobs 2] [--runs 3]

A corpus is made of the project's plans, as `make_corpus.py` does; one job and several take turns, each in a
process of its own, and the fastest run of each counts. It ends with status 1 where several jobs are less than
1.6 times as fast or write other bytes. Its figures hold on a quiet machine alone: the load at the start, the
processes that wait for a processor, is printed and should be below a half.
"""

import argparse
import hashlib
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
LEAST_RATIO = 1.6


def main() -> None:
    """Measure, print the table and judge."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--runs", type=int, default=3)
    arguments = parser.parse_args()
    print(f"load at the start: {os.getloadavg()[0]:.1f}, {os.cpu_count()} processors", flush=True)
    with tempfile.TemporaryDirectory(prefix="plantargets-") as folder:
        corpus = Path(folder, "corpus")
        make = [ROOT / "benchmarks/make_corpus.py", ROOT / "data/plans", corpus]
        subprocess.run([sys.executable, *make, "--documents", str(arguments.documents)], check=True)
        fastest = dict.fromkeys((1, arguments.jobs), float("inf"))
        digests = set()
        for _ in range(arguments.runs):
            for jobs in fastest:
                seconds, digest = _run(corpus, Path(folder, "targets.parquet"), jobs)
                print(f"{jobs} jobs: {seconds:.1f} s", flush=True)
                fastest[jobs] = min(fastest[jobs], seconds)
                digests.add(digest)
    ratio = fastest[1] / fastest[arguments.jobs]
    same = len(digests) == 1
    print(f"{arguments.jobs} jobs are {ratio:.2f} times as fast as one; same bytes: {same}")
    sys.exit(not same or ratio < LEAST_RATIO)


def _run(corpus: Path, output: Path, jobs: int) -> tuple[float, str]:
    """Return the seconds of one extraction, and the digest of what it wrote."""
    output.unlink(missing_ok=True)
    command = [sys.executable, "-m", "plantargets", "extract", corpus, "-o", output, "--jobs", str(jobs)]
    begin = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - begin, hashlib.sha256(output.read_bytes()).hexdigest()


if __name__ == "__main__":
    main()

"""The same call on a Dask cluster: a scheduler and two workers of this machine, one of them killed."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from distributed import Client

from plantargets.corpus import extract_files
from plantargets.errors import PlanTargetsError
from processes import LONGEST_SECONDS, started, wait_until
from test_corpus import call, corpus


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """Start a scheduler and two workers as anyone would; give the address and the workers' processes."""
    address = f"tcp://127.0.0.1:{free_port()}"
    dask = [sys.executable, "-m", "distributed.cli"]
    log = (tmp_path / "log").open("wb")

    def start(role: str, *arguments: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [*dask[:2], f"distributed.cli.dask_{role}", *arguments], stdout=log, stderr=log
        )

    port = address.rpartition(":")[2]
    scheduler = start("scheduler", "--host", "127.0.0.1", "--port", port, "--no-dashboard")
    workers = [
        start(
            "worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard",
            "--local-directory", str(tmp_path / f"worker-{number}"),
        )
        for number in range(2)
    ]  # fmt: skip
    try:
        with Client(address, timeout=LONGEST_SECONDS, set_as_default=False) as client:
            client.wait_for_workers(2, timeout=LONGEST_SECONDS)
        yield address, workers
    finally:
        for process in (*workers, scheduler):
            process.kill()
            process.wait()
        log.close()


def test_same_bytes_on_a_cluster_that_loses_a_worker(
    cluster: tuple[str, list[subprocess.Popen[bytes]]], tmp_path: Path
) -> None:
    address, workers = cluster
    folder = corpus(tmp_path / "in", 500, paragraphs=12)
    (folder / "plan-00300.txt").write_bytes(b"")
    output, parts = tmp_path / "t.parquet", tmp_path / ".t.parquet.parts"
    command = (sys.executable, "-m", "plantargets", "extract", folder, "-o", output, "--scheduler", address)
    with started(*command, stderr=subprocess.PIPE) as process:
        wait_until(lambda: len(list(parts.glob("*.parquet"))) >= 4, "four parts", process)
        busy = max(workers, key=lambda worker: sum(psutil.Process(worker.pid).cpu_times()[:2]))
        busy.kill()
        busy.wait()
        assert not output.exists(), "killed too late to show anything"
        _, messages = process.communicate(timeout=LONGEST_SECONDS)
    assert process.returncode == 3, messages.decode()
    assert b"plan-00300.txt is empty" in messages
    assert b"Traceback" not in messages
    extract_files([folder], tmp_path / "alone.parquet")
    assert output.read_bytes() == (tmp_path / "alone.parquet").read_bytes()


def test_a_scheduler_that_does_not_answer_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("plantargets.corpus.workers.WORKER_WAIT", 1)
    address = f"tcp://127.0.0.1:{free_port()}"
    with pytest.raises(PlanTargetsError, match=f"no Dask scheduler answers at {address}"):
        extract_files([corpus(tmp_path / "in", 2)], tmp_path / "t.csv", scheduler=address)
    result = call(tmp_path / "in", "-o", tmp_path / "t.csv", "--scheduler", "nonsense://x")
    assert result.exit_code == 1
    assert "no Dask scheduler answers" in result.stderr

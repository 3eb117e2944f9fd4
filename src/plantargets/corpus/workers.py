"""Batches of files, extracted here, by processes of this machine, or by a Dask cluster."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    ProcessPoolExecutor,
    wait,
)
from contextlib import AbstractContextManager, contextmanager

from plantargets.corpus.files import PlanFile, sizes
from plantargets.corpus.parts import extract_part, lost_part
from plantargets.errors import PlanTargetsError

Batch = tuple[PlanFile, ...]
Workers = tuple[Executor, int]  # and how many tasks it does at once
Open = Callable[[], AbstractContextManager[Workers]]

# Small enough that a kill costs seconds and workers end together, large enough that handing over is cheap.
BATCH_FILES = 64
BATCH_BYTES = 256 * 1024
WORKER_WAIT = 60  # seconds until a cluster without workers is given up


def make_batches(files: Iterable[PlanFile]) -> Iterator[Batch]:
    """Cut files, in their order, into batches of like size."""
    batch: list[PlanFile] = []
    size = 0
    listed = list(files)
    for file, size_here in zip(listed, sizes(file.path for file in listed), strict=True):
        if batch and (len(batch) == BATCH_FILES or size + size_here > BATCH_BYTES):
            yield tuple(batch)
            batch, size = [], 0
        batch.append(file)
        size += size_here
    if batch:
        yield tuple(batch)


def run_batches(
    batches: Iterable[Batch], code: str, jobs: int = 1, scheduler: str | None = None
) -> Iterator[tuple[Batch, bytes]]:
    """Give the part of every batch as it is done, in any order.

    Parameters
    ----------
    batches
        What to do; taken as workers come free, so that memory does not grow with the corpus.
    code
        `code_fingerprint` of this call.
    jobs
        Processes of this machine; with 1 the work is done in this one.
    scheduler
        Address of a Dask scheduler, such as ``tcp://10.0.0.5:8786``, instead.

    Yields
    ------
    tuple
        A batch and its part. A batch whose worker died is cut in halves and tried again, each half alone, so
        that only the file which kills its worker is lost; its part says so.

    Raises
    ------
    PlanTargetsError
        If the scheduler does not answer or goes away, or a worker has other code.
    """
    if scheduler is not None:
        yield from _run(batches, code, lambda: _dask(scheduler))
    elif jobs > 1:
        yield from _run(batches, code, lambda: _processes(jobs))
    else:
        for batch in batches:
            yield batch, extract_part(batch, code)


def _run(batches: Iterable[Batch], code: str, open_workers: Open) -> Iterator[tuple[Batch, bytes]]:
    source = iter(batches)
    suspects: deque[Batch] = deque()
    finished = False
    while not finished:
        with open_workers() as (workers, at_once):
            under_way: dict[Future[bytes], Batch] = {}
            try:
                for batch in source:
                    under_way[_submit(workers, batch, code)] = batch
                    if len(under_way) >= 2 * at_once:
                        yield from _next_parts(under_way)
                while under_way:
                    yield from _next_parts(under_way)
                finished = True
            except Exception as error:
                if not _is_death(error):
                    raise
                suspects.extend(under_way.values())
    while suspects:
        batch = suspects.popleft()
        with open_workers() as (workers, _):
            try:
                yield batch, _submit(workers, batch, code).result()
            except Exception as error:
                if not _is_death(error):
                    raise
                half = len(batch) // 2
                if half:
                    suspects.extendleft((batch[half:], batch[:half]))
                else:
                    yield batch, lost_part(batch[0], code)


def _submit(workers: Executor, batch: Batch, code: str) -> Future[bytes]:
    try:
        return workers.submit(extract_part, batch, code)
    except BrokenExecutor as error:
        future: Future[bytes] = Future()
        future.set_exception(error)
        return future


def _next_parts(under_way: dict[Future[bytes], Batch]) -> Iterator[tuple[Batch, bytes]]:
    for future in wait(under_way, return_when=FIRST_COMPLETED).done:
        data = future.result()
        yield under_way.pop(future), data


def _is_death(error: Exception) -> bool:
    """Say whether workers died at their work; Dask's error is known by name, since few calls need Dask."""
    return isinstance(error, BrokenExecutor) or type(error).__name__ == "KilledWorker"


@contextmanager
def _processes(jobs: int) -> Iterator[Workers]:
    # Not forked: the threads of Arrow and of the progress bar do not survive a fork.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, context, initializer=_begin_worker) as pool:
        try:
            yield pool, jobs
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _begin_worker() -> None:
    """Leave Ctrl-C to the parent, and end with it however it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


@contextmanager
def _dask(address: str) -> Iterator[Workers]:
    from distributed import Client  # noqa: PLC0415 - a second of imports that few calls need

    try:
        client = Client(address, timeout=WORKER_WAIT, set_as_default=False)
    except (OSError, ValueError) as error:
        raise PlanTargetsError(
            f"no Dask scheduler answers at {address} ({error}). "
            "Give the address that it prints, such as tcp://10.0.0.5:8786."
        ) from None
    try:
        client.wait_for_workers(1, timeout=WORKER_WAIT)
        yield client.get_executor(pure=False), sum(client.nthreads().values())
    except (TimeoutError, OSError, CancelledError) as error:
        raise PlanTargetsError(
            f"the Dask cluster at {address} has no workers or has gone ({type(error).__name__}). "
            "What is done is kept: start the cluster and give the same command again."
        ) from None
    finally:
        client.close()

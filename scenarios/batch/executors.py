"""Where runs are done: this process, processes beside it, or a Dask cluster; one interface.

All are :class:`concurrent.futures.Executor`; a pool makes a new one if its workers died.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager, suppress
from typing import Any

from twin.errors import InputError

# Every worker computes on one core: libraries must not each start a thread per core.
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")


class Inline(Executor):
    """Does what it is given at once, in this process."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:  # noqa: ANN401
        """Return a future that is done."""
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 - it is in the future
            future.set_exception(error)
        return future


class Pool:
    """An executor that can be made anew.

    Parameters
    ----------
    make : callable
        Makes an executor.
    workers : int
        How many runs it does at a time.
    """

    def __init__(self, make: Callable[[], Executor], workers: int) -> None:
        self.make, self.workers = make, workers
        self.executor = make()

    def rebuild(self) -> None:
        """Replace the executor, whose workers died."""
        self.close()
        self.executor = self.make()

    def close(self) -> None:
        """Wait for what is running, and drop what is not."""
        self.executor.shutdown(wait=True, cancel_futures=True)


@contextmanager
def pool_of(workers: int, address: str = "") -> Iterator[Pool]:
    """Yield the pool of a cluster, of a number of processes, or of this process if that is 0.

    Raises
    ------
    InputError
        If there is no such cluster, or no library for it.
    """
    if address:
        with _cluster(address) as pool:
            yield pool
        return
    with _one_thread():
        pool = Pool(lambda: processes(workers), workers) if workers else Pool(Inline, 1)
        try:
            yield pool
        finally:
            pool.close()


def processes(workers: int) -> Executor:
    """Return an executor over fresh processes, which inherit no state of this one."""
    from scenarios.batch.worker import begin_process

    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(workers, mp_context=context, initializer=begin_process)


@contextmanager
def _one_thread() -> Iterator[None]:
    before = {name: os.environ.get(name) for name in ONE_THREAD}
    os.environ.update({name: "1" for name in ONE_THREAD if before[name] is None})
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)


@contextmanager
def _cluster(address: str) -> Iterator[Pool]:
    """Yield the pool of a Dask cluster; its workers must see the same folders and packages."""
    try:
        from distributed import Client
    except ImportError as error:
        told = "a cluster needs the extra 'cluster': pip install 'zeropark[cluster]'"
        raise InputError(told) from error
    try:
        client = Client(address, timeout="10s", set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise InputError(f"--cluster {address}: no cluster answers: {error}") from error
    try:
        count = sum(client.nthreads().values())
        if not count:
            raise InputError(f"--cluster {address}: the cluster has no workers")
        yield Pool(client.get_executor, count)
    finally:
        with suppress(Exception):
            client.close()

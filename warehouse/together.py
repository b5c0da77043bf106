"""Work on one warehouse with two cores: jobs that do not need each other, two at a time.

A county's tables have too few rows to divide the work of one query; two queries side by side take half the time.
"""

from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import AbstractContextManager, ExitStack
from graphlib import TopologicalSorter
from queue import SimpleQueue
from typing import Protocol, Self, TypeVar, cast

AT_ONCE = 2


class Hand(Protocol):
    """Who carries out one job at a time, and can be joined by another one who works on the same tables."""

    def beside(self) -> AbstractContextManager[Self]: ...


H = TypeVar("H", bound=Hand)
N = TypeVar("N", bound=Hashable)
T = TypeVar("T")
A = TypeVar("A")
B = TypeVar("B")


def together(engine: H, jobs: Sequence[Callable[[H], T]]) -> list[T]:
    """The results of jobs that do not need each other, in their order. Raises the first error met.

    Each job gets an engine for itself, over the same tables: what one makes is there for all.
    """
    found = in_turn(engine, dict(enumerate(jobs)), {})
    return [found[number] for number in range(len(jobs))]


def both(engine: H, one: Callable[[H], A], other: Callable[[H], B]) -> tuple[A, B]:
    """The results of two jobs that do not need each other. Raises the first error met."""
    jobs: list[Callable[[H], A | B]] = [one, other]
    found = together(engine, jobs)
    return cast(A, found[0]), cast(B, found[1])


def in_turn(engine: H, jobs: Mapping[N, Callable[[H], T]], needs: Mapping[N, Collection[N]]) -> dict[N, T]:
    """The results of jobs by name, each begun once those it needs have ended. Raises the first error met.

    needs: of a job, the names of those it needs; what is not among `jobs` is there already.
    """
    order = TopologicalSorter({name: set(needs.get(name, ())) & jobs.keys() for name in jobs})
    order.prepare()
    found: dict[N, T] = {}
    running: dict[Future[T], N] = {}
    with ExitStack() as stack:
        idle = _hands(stack, engine, min(AT_ONCE, len(jobs)))
        pool = stack.enter_context(ThreadPoolExecutor(AT_ONCE))
        # After an error nothing more is begun; what has begun is waited for.
        stack.callback(pool.shutdown, cancel_futures=True)
        while order.is_active():
            for name in order.get_ready():
                running[pool.submit(_done_by, idle, jobs[name])] = name
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                name = running.pop(future)
                found[name] = future.result()
                order.done(name)
    return found


def _hands(stack: ExitStack, engine: H, number: int) -> SimpleQueue[H]:
    idle: SimpleQueue[H] = SimpleQueue()
    idle.put(engine)
    for _ in range(number - 1):
        idle.put(stack.enter_context(engine.beside()))
    return idle


def _done_by(idle: SimpleQueue[H], job: Callable[[H], T]) -> T:
    engine = idle.get()
    try:
        return job(engine)
    finally:
        idle.put(engine)

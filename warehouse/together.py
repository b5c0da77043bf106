"""Work on one warehouse with two cores: jobs that do not need each other, two at a time.

A county's tables have too few rows to divide the work of one query; two queries side by side take half the time.
Of larger tables the engine divides the work itself, and two queries want more memory: one at a time then.
A job may itself put work side by side: then there are more hands, and still no more statements at once.
"""

from collections import deque
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import AbstractContextManager, ExitStack, contextmanager
from graphlib import TopologicalSorter
from queue import SimpleQueue
from typing import Protocol, Self, TypeVar, cast

AT_ONCE = 2
# Seconds until an interrupt from the keyboard is heard. Waited for without end, it is heard only when a job ends:
# Polars takes the signal in a way that wakes nobody.
HEARS_EVERY = 0.2


class Hand(Protocol):
    """Who carries out one job at a time, and can be joined by others who work on the same tables.

    at_once: how many there may be of a set of jobs that is done side by side.
    """

    at_once: int

    def beside(self) -> AbstractContextManager[Self]: ...

    def break_off(self) -> None:
        """Raise in whatever it and those beside it do, now and next."""

    def go_on(self) -> None:
        """Work again after it was broken off."""


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
    ready: deque[N] = deque()
    running: dict[Future[T], N] = {}
    at_once = min(engine.at_once, len(jobs))
    with _hands(engine, at_once) as begin:
        while order.is_active():
            ready.extend(order.get_ready())
            # Not all at once: a job that waits for its turn would begin after an error that nobody has seen yet.
            while ready and len(running) < at_once:
                name = ready.popleft()
                running[begin(jobs[name])] = name
            for future in wait(running, HEARS_EVERY, FIRST_COMPLETED).done:
                name = running.pop(future)
                found[name] = future.result()
                order.done(name)
    return found


@contextmanager
def _hands(engine: H, number: int) -> Iterator[Callable[[Callable[[H], T]], Future[T]]]:
    """What begins a job with whoever is idle of the engine and those beside it. There must be one who is."""
    idle: SimpleQueue[H] = SimpleQueue()

    def carry_out(job: Callable[[H], T]) -> T:
        own = idle.get()
        try:
            return job(own)
        finally:
            idle.put(own)

    with ExitStack() as stack:
        stack.callback(engine.go_on)
        hands = [engine, *(stack.enter_context(engine.beside()) for _ in range(number - 1))]
        for hand in hands:
            idle.put(hand)
        pool = stack.enter_context(ThreadPoolExecutor(len(hands)))
        try:
            yield lambda job: pool.submit(carry_out, job)
        except BaseException:
            # Nobody waits for the end of a long query, or of all the others of its job.
            for hand in hands:
                hand.break_off()
            raise

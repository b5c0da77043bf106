"""What a published figure is: where it stands, what it says, and how we come to it."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A number somebody published, and our function that must give it.

    decimals: how many decimals were printed; ours is rounded to as many before comparing.
    ours: computes our value, with the project's own functions, from the data the source names.
    method: the function of ours that is shown right, as `module.function`.
    needs: a folder of the shared reference data without which ours cannot be computed, or empty.
    """

    id: str
    what: str
    source: str
    published: float
    decimals: int
    method: str
    ours: Callable[[], float]
    needs: str = ""

    @property
    def reproduced(self) -> float:
        return round(self.ours(), self.decimals)

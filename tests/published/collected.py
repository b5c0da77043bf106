"""All published figures, gathered from the modules of this package that declare FIGURES."""

from importlib import import_module
from pkgutil import iter_modules

import tests.published
from tests.published.figure import Figure
from tests.sites import REAL_DATA


def figures() -> list[Figure]:
    """Every declared figure, in order of module and of declaration."""
    names = sorted(module.name for module in iter_modules(tests.published.__path__))
    modules = [import_module(f"tests.published.{name}") for name in names if not name.startswith("_")]
    return [figure for module in modules for figure in getattr(module, "FIGURES", ())]


def is_absent(figure: Figure) -> bool:
    """The data it needs are not on this machine."""
    return bool(figure.needs) and not (REAL_DATA / figure.needs).is_dir()

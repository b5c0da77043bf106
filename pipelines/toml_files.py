"""Read a TOML file into a strict model; say file, key and remedy when it does not fit."""

import tomllib
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from pipelines.problems import Problem, Refused

Model = TypeVar("Model", bound=BaseModel)

REMEDIES = {
    "extra_forbidden": "Correct the spelling of the key, or delete the line.",
    "missing": "Add this key.",
}


def read_model(path: Path, model: type[Model]) -> Model:
    """The file as a model. Raises Refused with one problem per key that does not fit."""
    name = path.name
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise Refused([_whole_file(name, "the file is missing.", "Put it into the site folder.")]) from None
    except OSError:
        raise Refused(
            [_whole_file(name, "it is not a readable file.", "Put the file there again.")]
        ) from None
    except UnicodeDecodeError:
        raise Refused([_whole_file(name, "the file is not UTF-8 text.", "Save it again as UTF-8.")]) from None
    except tomllib.TOMLDecodeError as error:
        remedy = "Correct this line; every value needs key = value, and texts need quotes."
        raise Refused([_whole_file(name, f"this is not valid TOML: {error}.", remedy)]) from None
    try:
        return model.model_validate(content)
    except ValidationError as error:
        raise Refused([_problem(name, item) for item in error.errors()]) from None


def _whole_file(name: str, what: str, remedy: str) -> Problem:
    return Problem(file=name, where="", what=what, remedy=remedy)


def _problem(name: str, item) -> Problem:  # type: ignore[no-untyped-def]
    key = ".".join(str(part) for part in item["loc"]) or "the whole file"
    remedy = REMEDIES.get(item["type"], "Correct the value of this key.")
    message = item["msg"].removeprefix("Value error, ")
    return Problem(file=name, where=f"key {key}", what=f"{message[0].lower()}{message[1:]}.", remedy=remedy)

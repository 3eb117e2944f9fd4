"""What runs in the browser, in Python there: a file or a text to what the page shows, or to why it cannot.

`plantargets.book.runtime` packs this module with what it imports; ``static/worker.js`` calls `read`.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

from plantargets.book.view import read_view, tables_view
from plantargets.book.words import LANGUAGES, word
from plantargets.errors import PlanTargetsError
from plantargets.formats import ScannedError
from plantargets.plans import Plan, plan_from_text
from plantargets.plans.reading import OldFormatError, read_file, shown
from plantargets.targets import Target

FOLDER = Path("/tmp/plans")
# A plan has 10,000 to 100,000 characters; the browser shows a few million before it gets slow.
MOST_CHARACTERS = 3_000_000
# A text that is read before the first file, so that the tables of words are loaded when it comes.
FIRST = "一、目标\n到2025年,全部工业增加值力争达到2.3万亿元,企业30家以上,占比不低于7%。\n"
_HAN = re.compile("[\u3400-\u9fff]")
# What the words of a refusal say of the file, for a sentence in the reader's language; the first that fits.
_REFUSALS = (
    ("password", re.compile("password|encrypt|protected")),
    ("picture", re.compile("it is a picture|pictures and no text")),
    ("archive", re.compile("it is a (?:RAR|7z|gzip) archive|is a zip archive")),
    ("empty", re.compile("holds no text|is empty|no article|it has no pages|empty sheets?")),
    ("no_unicode", re.compile("no Unicode map")),
    ("encoding", re.compile("mojibake|encoding|decode|binary|no text in UTF-8")),
    ("too_large", re.compile("larger than|at most|more than|was not read within")),
)


class Session:
    """The plans that were given to a page so far."""

    def __init__(self) -> None:
        self.plans: dict[str, Plan] = {}
        self.targets: dict[str, tuple[Target, ...]] = {}

    def read(self, name: str, data: bytes | memoryview | str, told: Callable[[str], object] = print) -> str:
        """Return what the page shows of a file (bytes) or of a text that was pasted, as JSON.

        The answer holds ``view`` and ``tables`` (see `plantargets.book.view`), or ``failure``: a sentence in
        each language and the program's own words.

        Parameters
        ----------
        name
            The name of the file; the plan is called by it without its ending, as on the command line.
        data
            Its bytes, or the text.
        told
            Is called with the name of each stage.
        """
        try:
            answer = self._read(name, data, told)
        except PlanTargetsError as error:
            answer = {"failure": _failure(_code(error), str(error).removeprefix(f"{FOLDER}/"))}
        except MemoryError:
            answer = {"failure": _failure("too_large", "MemoryError")}
        except Exception as error:  # a fault of ours must not end the page
            answer = {"failure": _failure("fault", f"{type(error).__name__}: {error}")}
        return json.dumps(answer, ensure_ascii=True)

    def remove(self, plan_id: str) -> str:
        """Forget a plan; return what is left as JSON."""
        self.plans.pop(plan_id, None)
        self.targets.pop(plan_id, None)
        return json.dumps({"tables": self._tables() if self.plans else None}, ensure_ascii=True)

    def _read(
        self, name: str, data: bytes | memoryview | str, told: Callable[[str], object]
    ) -> dict[str, Any]:
        told("reading")
        text, page_starts, notes = _text(name, data)
        if len(text) > MOST_CHARACTERS:
            return {"failure": _failure("too_large", f"{len(text):,} characters")}
        plan = plan_from_text(text, shown(Path(name).stem), page_starts=page_starts)
        plan = replace(plan, notes=notes)
        if _HAN.search(plan.text) is None:
            return {"failure": _failure("no_chinese", f"{len(plan.text):,} characters")}
        told("marking")
        view, targets = read_view(plan)
        self.plans[plan.plan_id], self.targets[plan.plan_id] = plan, targets
        told("table")
        remarks = [] if targets else [_failure("no_targets", "")]
        return {"view": view, "tables": self._tables(), "remarks": remarks}

    def _tables(self) -> dict[str, Any]:
        targets = [target for found in self.targets.values() for target in found]
        return tables_view(targets, [*self.plans.values()])


def start() -> Session:
    """Return a session when all that the first file needs is loaded."""
    _stand_in()
    Session().read("start", FIRST, str)
    return Session()


def _text(name: str, data: bytes | memoryview | str) -> tuple[str, tuple[int, ...], tuple[str, ...]]:
    """Return the text of a file with the starts of its pages and what of it was not read."""
    if isinstance(data, str):
        return data, (), ()
    FOLDER.mkdir(exist_ok=True)
    path = FOLDER / name
    path.write_bytes(data)
    try:
        reading = read_file(path)
    finally:
        path.unlink()
    return reading.text, reading.page_starts, reading.notes


def _failure(code: str, words: str) -> dict[str, str]:
    return {language: word("failure", code, language) for language in LANGUAGES} | {"words": words}


def _code(error: PlanTargetsError) -> str:
    if isinstance(error, ScannedError):
        return "scanned"
    if isinstance(error, OldFormatError):
        return "old_format"
    return next((code for code, words in _REFUSALS if words.search(str(error))), "damaged")


class _Missing:
    """Stands for what a library imports and reading does not use; whoever uses it is told."""

    def __getattr__(self, name: str) -> Any:
        return _Missing()

    def __call__(self, *_: Any, **__: Any) -> Any:
        raise PlanTargetsError(
            "it is encrypted in a way that a browser cannot undo: save it without a password"
        )


def _stand_in() -> None:
    """Name the compiled libraries that pdfplumber imports: for pictures of pages, and for ciphers."""
    for name in (
        "PIL", "PIL.Image", "PIL.ImageDraw", "pypdfium2", "cryptography", "cryptography.hazmat",
        "cryptography.hazmat.backends", "cryptography.hazmat.primitives",
        "cryptography.hazmat.primitives.ciphers",
    ):  # fmt: skip
        if name not in sys.modules:
            module = ModuleType(name)
            vars(module).update(__path__=[], __getattr__=_attribute)
            sys.modules[name] = module


def _attribute(name: str) -> Any:
    if name.startswith("__"):
        raise AttributeError(name)
    return _Missing()

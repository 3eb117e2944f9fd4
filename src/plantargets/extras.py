"""Which extra brings a library that is not installed, said where its import fails."""

from __future__ import annotations

import importlib.util
import sys
from typing import TYPE_CHECKING

from plantargets.errors import PlanTargetsError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from importlib.machinery import ModuleSpec
    from types import ModuleType

EXTRA_OF = {
    **dict.fromkeys(("docx", "lxml", "openpyxl", "pdfminer", "pdfplumber", "trafilatura", "xlrd"), "formats"),
    **dict.fromkeys(("onnxruntime", "pypdfium2", "rapidocr"), "ocr"),
    **dict.fromkeys(
        (
            "IPython",
            "jieba",
            "matplotlib",
            "mplfonts",
            "nbclient",
            "nbconvert",
            "nbformat",
            "papermill",
            "psutil",
            "rocrate",
            "scipy",
            "seaborn",
            "snakemake",
            "statsmodels",
            "traitlets",
        ),
        "notebooks",
    ),
    "justhtml": "page",
    "distributed": "cluster",
    "pypandoc": "paper",
    "typst": "paper",
}


class MissingExtraError(PlanTargetsError, ModuleNotFoundError):
    """A library of an extra is not installed."""


class _LastFinder:
    """Asked when no other finder has a module; answers imports from this package only.

    No `importlib.abc.MetaPathFinder`, whose module brings tempfile and a dozen others to every start.
    """

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        extra = EXTRA_OF.get(fullname)
        if extra and _importer().partition(".")[0] == __package__:
            raise MissingExtraError(
                f"this needs {fullname}, which is not installed: pip install 'plantargets[{extra}]'"
            )
        return None


def name_missing_extras() -> None:
    """Let a failed import of a library in this package name the extra that brings it."""
    if not any(isinstance(finder, _LastFinder) for finder in sys.meta_path):
        sys.meta_path.append(_LastFinder())


def require(*libraries: str) -> None:
    """Raise `MissingExtraError` unless these libraries are installed."""
    for library in libraries:
        importlib.util.find_spec(library)


def _importer() -> str:
    """Return the name of the module whose import statement is at work."""
    frame = sys._getframe(2)
    while frame and frame.f_globals.get("__name__", "").startswith("importlib"):
        frame = frame.f_back  # type: ignore[assignment]
    return str(frame.f_globals.get("__name__", "")) if frame else ""

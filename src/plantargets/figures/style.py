"""One look for every figure, and one way to save it.

`figure_style` sets it, `save_figure` writes a figure so that two runs give the same bytes.
"""

from __future__ import annotations

import atexit
import re
import shutil
import tempfile
import unicodedata
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
import pandas as pd
import seaborn as sns
from matplotlib import font_manager
from matplotlib.figure import Figure
from matplotlib.ft2font import LoadFlags

from plantargets.errors import PlanTargetsError
from plantargets.figures.truetype import truetype_of
from plantargets.rounding import published
from plantargets.whole import whole

LANGUAGES = ("en", "zh")

FONT_NAME = "Noto Sans CJK SC"
FONT_FILE = "NotoSansCJKsc-Regular.otf"
# In that font a minus and the signs of comparison are as wide as a Chinese character ("— 10" for −10).
# They come from the font of mathematics that matplotlib brings.
SIGNS_NAME = "plantargets signs"
SIGNS_FILE = "STIXGeneral.ttf"
SIGNS = "−×≥≤≈≠±"
SIGN_EMS = 0.7  # widest of them

# Okabe and Ito (2008), ordered so that neighbours differ for readers who do not tell red from green. Their
# yellow is left out: too pale for thin lines and text on white.
PALETTE = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#000000")
INK = "#222222"
MUTED = "#6B6B6B"
GRID = "#DDDDDD"
EMPTY = "#F3F3F3"


FAMILY_NAME_ID, STYLE_NAME_ID = 1, 2
LEAST_POINTS = 7.0  # no type in print is smaller


@dataclass(frozen=True)
class FigureSize:
    """Where a figure will stand: width and greatest height in inches, type in points, resolution."""

    width_inches: float
    height_inches: float
    font_points: float
    dots_per_inch: int


SIZES = {
    "column": FigureSize(89 / 25.4, 9.0, 7.5, 300),
    "page": FigureSize(183 / 25.4, 9.0, 8.0, 300),
    "slide": FigureSize(13.33, 7.5, 16.0, 100),
}

_FORMATS: dict[str, dict[str, None]] = {
    "png": {"Software": None},
    "svg": {"Date": None, "Creator": None},
    "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
}
_MISSING_GLYPH = re.compile(r"Glyph (\d+) .*missing from font", re.DOTALL)


@contextmanager
def figure_style(language: str = "en", size: str = "page") -> Iterator[FigureSize]:
    """Set the style of all figures made inside the ``with`` block.

    Parameters
    ----------
    language
        ``"en"`` or ``"zh"``. One font holds the glyphs of both; the language says what the labels are in.
    size
        ``"column"`` (one column of a journal, 89 mm), ``"page"`` (its full width, 183 mm) or ``"slide"``.

    Yields
    ------
    FigureSize
        Width in inches, type size in points and resolution of the chosen size.

    Raises
    ------
    PlanTargetsError
        For an unknown language or size, when the font is missing, and when a figure drawn in the block holds
        a character without a glyph.

    Examples
    --------
    >>> with figure_style("zh", size="column") as size:
    ...     figure, axes = plt.subplots(figsize=(size.width_inches, 2))
    ...     text = axes.set_title("规上工业增加值 −5 %")
    >>> plt.close(figure)
    """
    _require(language, LANGUAGES, "language")
    _require(size, tuple(SIZES), "size")
    chosen = SIZES[size]
    opened_before = set(plt.get_fignums())
    with mpl.rc_context():
        sns.set_theme(style="ticks", palette=list(PALETTE))
        # seaborn's theme names its own fonts: ours comes after it.
        _register_font()
        mpl.rcParams.update(_settings(chosen))
        with _glyphs_required("the figures made in this figure_style block"):
            yield chosen
            # Tick labels are made when a figure is first drawn, with the font that is set at that moment.
            for number in sorted(set(plt.get_fignums()) - opened_before):
                plt.figure(number).draw_without_rendering()


def save_figure(figure: Figure, folder: Path | str, name: str, data: pd.DataFrame) -> list[Path]:
    """Write a figure as PNG, SVG and PDF and the data drawn in it as CSV.

    The files carry no date and no version of the software: the same figure gives the same bytes. All four
    appear together or not at all.

    Parameters
    ----------
    figure
        What to save.
    folder
        Where to; made if it is not there.
    name
        File name without ending: letters, digits, ``-`` and ``_``.
    data
        The numbers drawn. The index is not written.

    Returns
    -------
    list of Path
        The files ``name.png``, ``name.svg``, ``name.pdf`` and ``name.csv``.

    Raises
    ------
    PlanTargetsError
        When a character has no glyph in the font (the message names it), when `name` is not a plain name, or
        when `data` has no column.
    """
    folder = Path(folder)
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]*", name):
        raise PlanTargetsError(
            f"figure name {name!r}: expected letters, digits, '-' and '_'. Give a plain name without ending."
        )
    if data.columns.empty:
        raise PlanTargetsError(
            f"figure {name}: the table of the data drawn has no column. Pass the data frame drawn."
        )
    folder.mkdir(parents=True, exist_ok=True)
    waiting_room = Path(tempfile.mkdtemp(prefix=f".{name}-", dir=folder))
    try:
        with figure_style(), _glyphs_required(f"figure {name}"):
            for ending, metadata in _FORMATS.items():
                letters = truetype_of(figure, Path(_font_path()), _fonts_in_use())
                with letters if ending == "pdf" else nullcontext():
                    figure.savefig(waiting_room / f"{name}.{ending}", dpi=figure.get_dpi(), metadata=metadata)
        published(data).to_csv(waiting_room / f"{name}.csv", index=False, lineterminator="\n")
        written = []
        for ending in (*_FORMATS, "csv"):
            target = folder / f"{name}.{ending}"
            (waiting_room / target.name).replace(target)
            written.append(target)
    finally:
        shutil.rmtree(waiting_room, ignore_errors=True)
    return written


def save_picture(figure: Figure, path: Path) -> Path:
    """Write a figure as one PNG, without date, and return its path.

    Raises
    ------
    PlanTargetsError
        When a character has no glyph in the font, or the file cannot be written.
    """
    with whole(path) as partial, figure_style(), _glyphs_required(f"figure {path.name}"):
        figure.savefig(partial, format="png", dpi=figure.get_dpi(), metadata=_FORMATS["png"])
    return path


def plan_colours(plan_ids: list[str] | tuple[str, ...]) -> dict[str, str]:
    """Return one colour for each plan, the same for the same set of plans whatever their order.

    Examples
    --------
    >>> plan_colours(["b", "a"]) == {"a": PALETTE[0], "b": PALETTE[1]}
    True
    """
    return {plan_id: PALETTE[rank % len(PALETTE)] for rank, plan_id in enumerate(sorted(set(plan_ids)))}


def font_folder() -> Path:
    """Return the folder of the packaged fonts, for a program that sets text beside the figures."""
    return _packaged_font().parent


@cache
def character_ems(character: str) -> float:
    """Return how wide a character is in the font of the figures, in widths of a Chinese one.

    >>> character_ems("万"), 0.4 < character_ems("n") < 0.7
    (1.0, True)
    """
    if character in SIGNS:
        return SIGN_EMS
    font = font_manager.get_font(_font_path())
    glyph = font.load_char(ord(character), flags=LoadFlags.NO_SCALE)
    return float(glyph.horiAdvance / font.units_per_EM)


def _require(value: str, known: tuple[str, ...], what: str) -> None:
    if value not in known:
        raise PlanTargetsError(f"{what} {value!r} is not known: expected one of {', '.join(known)}.")


def _register_font() -> None:
    path = _font_path()
    fonts = font_manager.fontManager
    if not any(entry.name == SIGNS_NAME for entry in fonts.ttflist):
        fonts.addfont(_signs_font())
    if not any(entry.fname == path for entry in fonts.ttflist):
        fonts.addfont(path)
    # The system may have another file of the same name: figures must not depend on the machine.
    for rival in [entry for entry in fonts.ttflist if entry.name == FONT_NAME and entry.fname != path]:
        fonts.ttflist.remove(rival)


def _signs_font() -> str:
    """Make a font of `SIGNS` alone, so that a text takes these and nothing else from it; return its path."""
    from fontTools import subset  # noqa: PLC0415 - once in a process
    from fontTools.ttLib import TTFont  # noqa: PLC0415

    font = TTFont(Path(mpl.get_data_path(), "fonts", "ttf", SIGNS_FILE), recalcTimestamp=False)
    del font["FFTM"]  # times of the file's making
    options = subset.Options()
    options.notdef_outline = True
    maker = subset.Subsetter(options)
    maker.populate(text=SIGNS)
    maker.subset(font)
    for record in font["name"].names:
        record.string = "Regular" if record.nameID == STYLE_NAME_ID else SIGNS_NAME.replace(" ", "-")
        if record.nameID == FAMILY_NAME_ID:
            record.string = SIGNS_NAME
    path = _fonts_in_use() / "signs.ttf"
    font.save(path)
    return str(path)


def _font_path() -> str:
    """Return the path of the copy of the package's font that figures are drawn with."""
    packaged = _packaged_font()
    # Named as in the package. A link would be followed to where the package lies.
    path = _fonts_in_use() / "mplfonts" / "fonts" / packaged.name
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(packaged, path)
    return str(path)


@cache
def _fonts_in_use() -> Path:
    """Make one folder for both fonts: PDF lists them by path, and bytes must not depend on the place."""
    folder = Path(tempfile.mkdtemp(prefix="plantargets-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _packaged_font() -> Path:
    package = find_spec("mplfonts")
    places = list(package.submodule_search_locations or []) if package else []
    for place in places:
        path = Path(place) / "fonts" / FONT_FILE
        if path.is_file():
            return path
    raise PlanTargetsError(
        f"the font {FONT_FILE} of the package mplfonts is not there"
        + (f" (looked in {', '.join(places)})" if places else " (mplfonts is not installed)")
        + ". Make the environment again from requirements.lock: make env."
    )


def _settings(size: FigureSize) -> Any:
    small = max(LEAST_POINTS, size.font_points * 0.9)
    hairline = size.font_points / 14
    return {
        "font.family": [SIGNS_NAME, FONT_NAME],
        "mathtext.default": "regular",
        "axes.unicode_minus": True,
        "font.size": size.font_points,
        "axes.titlesize": size.font_points * 1.1,
        "axes.titlelocation": "left",
        "axes.titlecolor": INK,
        "axes.labelsize": size.font_points,
        "axes.labelcolor": INK,
        "axes.edgecolor": MUTED,
        "axes.linewidth": hairline,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.grid": True,
        "axes.axisbelow": True,
        "grid.color": GRID,
        "grid.linewidth": hairline,
        "text.color": INK,
        "xtick.labelsize": small,
        "ytick.labelsize": small,
        "xtick.color": INK,
        "ytick.color": INK,
        "xtick.major.width": hairline,
        "ytick.major.width": hairline,
        "xtick.major.size": 3 * hairline,
        "ytick.major.size": 3 * hairline,
        "legend.fontsize": small,
        "legend.frameon": False,
        "lines.linewidth": size.font_points / 5.5,
        "lines.markersize": size.font_points * 0.6,
        "patch.linewidth": hairline,
        "figure.figsize": (size.width_inches, size.width_inches * 0.62),
        "figure.dpi": size.dots_per_inch,
        "figure.constrained_layout.use": True,
        "savefig.dpi": "figure",
        "savefig.bbox": None,
        "savefig.facecolor": "white",
        "svg.hashsalt": "plantargets",
        "svg.fonttype": "path",
        # Subsets of the fonts (TrueType: see `truetype_of`), not outlines as Type 3, which journals refuse.
        "pdf.fonttype": 42,
    }


@contextmanager
def _glyphs_required(where: str) -> Iterator[None]:
    """Turn matplotlib's warnings about missing glyphs into one error; pass on every other warning."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.filterwarnings("always", message="Glyph .* missing from font", category=UserWarning)
        yield
    missing: dict[str, None] = {}
    for warning in caught:
        found = _MISSING_GLYPH.search(str(warning.message))
        if found:
            missing[chr(int(found[1]))] = None
        else:
            warnings.warn_explicit(warning.message, warning.category, warning.filename, warning.lineno)
    if missing:
        named = ", ".join(f"{c!r} (U+{ord(c):04X} {unicodedata.name(c, 'unnamed')})" for c in sorted(missing))
        raise PlanTargetsError(
            f"{where}: the font {FONT_NAME} has no glyph for {named}. Replace the characters in the labels."
        )

"""A TrueType font of the characters of one figure, made from the packaged font, whose outlines are CFF.

matplotlib writes CFF outlines into a PDF as if they were TrueType, which viewers forgive and the checks of
journals do not. No wheel brings a free TrueType font of Chinese; so the glyphs that a figure holds are turned
from cubic into quadratic curves, no further off than a thousandth of the type size. Metrics and kerning stay.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from matplotlib import font_manager
from matplotlib.figure import Figure
from matplotlib.text import Text

FARTHEST_UNITS = 1.0  # between the curves, of 1,000 to the type size
ALWAYS = "".join(map(chr, range(0x20, 0x7F)))  # what tick labels may yet come to hold
TRUETYPE_SIGNATURE = "\x00\x01\x00\x00"


@contextmanager
def truetype_of(figure: Figure, font_file: Path, folder: Path) -> Iterator[None]:
    """Let a figure be saved with a TrueType font of its characters in place of the font in `font_file`.

    Parameters
    ----------
    figure
        The figure, drawn once, so that its tick labels are known.
    font_file
        The font it was drawn with, known to matplotlib by this path.
    folder
        Where the font is made, in a folder that is removed again.
    """
    held = {character for text in figure.findobj(Text) for character in text.get_text()}
    # matplotlib keeps what it has read of a font by its path: every one has its own.
    place = Path(tempfile.mkdtemp(prefix="truetype-", dir=folder))
    made = place / f"{font_file.stem}.ttf"
    _make(font_file, "".join(sorted(held | set(ALWAYS))), made)
    fonts = font_manager.fontManager
    others = [entry for entry in fonts.ttflist if entry.fname != str(font_file)]
    try:
        fonts.ttflist[:] = others
        fonts.addfont(made)  # which also forgets what names were resolved to
        yield
    finally:
        fonts.ttflist[:] = others
        fonts.addfont(font_file)
        shutil.rmtree(place)


def _make(font_file: Path, characters: str, target: Path) -> None:
    from fontTools import subset  # noqa: PLC0415 - heavy, and only for saving
    from fontTools.pens.cu2quPen import Cu2QuPen  # noqa: PLC0415
    from fontTools.pens.ttGlyphPen import TTGlyphPen  # noqa: PLC0415
    from fontTools.ttLib import TTFont, newTable  # noqa: PLC0415

    with TTFont(font_file, lazy=True, recalcTimestamp=False) as font:
        options = subset.Options(hinting=False, notdef_outline=True, name_IDs=["*"])
        options.drop_tables += ["BASE", "VORG", "vhea", "vmtx"]
        maker = subset.Subsetter(options)
        maker.populate(text=characters)
        maker.subset(font)
        order = font.getGlyphOrder()
        outlines = font.getGlyphSet()
        glyphs = {}
        for name in order:
            pen = TTGlyphPen(None)
            outlines[name].draw(Cu2QuPen(pen, FARTHEST_UNITS, reverse_direction=True))
            glyphs[name] = pen.glyph()
        font["loca"] = newTable("loca")
        font["glyf"] = glyf = newTable("glyf")
        glyf.glyphOrder, glyf.glyphs = order, glyphs
        glyf.compile(font)
        for name in order:
            width, _ = font["hmtx"][name]
            font["hmtx"][name] = (width, getattr(glyphs[name], "xMin", 0))
        maxp = font["maxp"]
        maxp.tableVersion, maxp.maxZones, maxp.maxComponentElements = 0x00010000, 1, 0
        for unused in (
            "maxTwilightPoints",
            "maxStorage",
            "maxFunctionDefs",
            "maxInstructionDefs",
            "maxStackElements",
            "maxSizeOfInstructions",
        ):
            setattr(maxp, unused, 0)
        del font["CFF "]
        font["post"].formatType = 3.0
        font.sfntVersion = TRUETYPE_SIGNATURE
        font.save(target)

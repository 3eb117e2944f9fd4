"""Scanned PDF: the characters of its pictures recognised, with how sure each line is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path
from typing import Any

from plantargets.errors import PlanTargetsError
from plantargets.formats.document import Document
from plantargets.formats.layout import Line, joined_pages, page_lines

MOST_PAGES = 300
# Small print of an annex has twenty pixels a character at this many dots an inch.
DOTS_AN_INCH = 200
# Below it, one line in ten of clean scans holds a wrong character.
LEAST_CONFIDENCE = 0.9
MOST_DOUBTS_SHOWN = 20


def read_ocr(data: bytes) -> Document:
    """Recognise the text of a scanned PDF.

    Parameters
    ----------
    data
        The bytes of the file.

    Returns
    -------
    Document
        Paragraphs, with `page_starts`. `tool` says that it was read by OCR; `notes` give the confidence of
        each page, and the lines with digits whose confidence is below 0.9.

    Raises
    ------
    PlanTargetsError
        If nothing is recognised, or it has more than 300 pages.
    """
    import numpy as np  # noqa: PLC0415 - heavy
    import pypdfium2 as pdfium  # noqa: PLC0415
    from rapidocr import RapidOCR  # noqa: PLC0415

    reader = RapidOCR(params={"Global.log_level": "critical", **_models()})
    pages: list[list[Line]] = []
    confidences: list[float] = []
    doubts: list[tuple[int, str, float]] = []
    file = pdfium.PdfDocument(data)
    if len(file) > MOST_PAGES:
        raise PlanTargetsError(
            f"it is scanned and has {len(file)} pages; at most {MOST_PAGES} are recognised"
        )
    for number in range(len(file)):
        picture = np.asarray(file[number].render(scale=DOTS_AN_INCH / 72).to_pil().convert("RGB"))
        found: Any = reader(picture)
        boxes = [] if found.boxes is None else list(zip(found.boxes, found.txts, found.scores, strict=True))
        scores = [score for _, _, score in boxes]
        confidences.append(sum(scores) / len(scores) if scores else 0.0)
        doubts += [
            (number, text, score)
            for _, text, score in boxes
            if score < LEAST_CONFIDENCE and re.search(r"\d", text)
        ]
        pages.append(page_lines([c for box, text, _ in boxes for c in _characters(box, text)]))
    text, starts = joined_pages(pages)
    if not text.strip():
        raise PlanTargetsError(f"no text was recognised on its {len(pages)} pages")
    shown = " ".join(f"{value:.2f}" for value in confidences)
    notes = [f"read by OCR, so digits may be wrong; confidence of its pages: {shown}"]
    if doubts:
        more = f"; and {len(doubts) - MOST_DOUBTS_SHOWN} more" if len(doubts) > MOST_DOUBTS_SHOWN else ""
        told = [f"page {page + 1}: '{line}' ({score:.2f})" for page, line, score in doubts]
        notes.append(f"digits to be checked: {'; '.join(told[:MOST_DOUBTS_SHOWN])}{more}")
    tool = f"rapidocr {version('rapidocr')} (OCR, confidence of pages {shown})"
    places = doubtful_places(text, starts, [(page, line) for page, line, _ in doubts])
    return Document(text, starts, tool, notes=tuple(notes), by_ocr=True, doubtful=places)


def doubtful_places(
    text: str, starts: tuple[int, ...], lines: Iterable[tuple[int, str]]
) -> tuple[tuple[int, int], ...]:
    r"""Return where recognised lines stand in the text that the pages were joined to.

    Parameters
    ----------
    text, starts
        The text, and the offsets at which its pages begin.
    lines
        Page, counted from 0, and words of each. A line that was left out as a running head has no place.

    Examples
    --------
    >>> doubtful_places("企业 30家。\n企业30家。", (0, 8), [(1, "企业30 家")])
    ((8, 13),)
    """
    found = []
    for page, line in lines:
        first, last = starts[page], starts[page + 1] if page + 1 < len(starts) else len(text)
        words = r"\s*".join(re.escape(character) for character in line if not character.isspace())
        found += [
            (first + match.start(), first + match.end()) for match in re.finditer(words, text[first:last])
        ]
    return tuple(found)


def _models() -> dict[str, str]:
    """Return the models that came with the library; named, so that it looks for no others to fetch."""
    import rapidocr  # noqa: PLC0415

    folder = Path(rapidocr.__file__).parent / "models"
    paths = {
        f"{part}.model_path": sorted(folder.glob(f"*_{part.lower()}_*.onnx"))
        for part in ("Det", "Cls", "Rec")
    }
    if not all(paths.values()):
        raise PlanTargetsError(
            f"it is scanned, and {folder} holds no models to recognise it with: install rapidocr anew"
        )
    return {name: str(found[-1]) for name, found in paths.items()}


def _characters(box: Any, text: str) -> list[dict[str, Any]]:
    """Return the characters of a recognised line, spread over its box in points."""
    scale = 72 / DOTS_AN_INCH
    xs, ys = [float(x) * scale for x, _ in box], [float(y) * scale for _, y in box]
    left, right, top, bottom = min(xs), max(xs), min(ys), max(ys)
    widths = [0.5 if ord(character) < 0x2E80 else 1.0 for character in text]
    unit = (right - left) / (sum(widths) or 1)
    characters, x = [], left
    for character, width in zip(text, widths, strict=True):
        place = {"x0": x, "x1": x + width * unit, "top": top, "bottom": bottom, "size": bottom - top}
        characters.append({"text": character, **place})
        x += width * unit
    return characters

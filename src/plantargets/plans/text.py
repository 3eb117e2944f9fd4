"""Bytes to text, script, and simplified characters that keep every offset."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from operator import ne
from typing import Literal

from plantargets.errors import PlanTargetsError
from plantargets.language.script import simplify
from plantargets.package_tables import package_rows
from plantargets.plans.words import word_list

Script = Literal["simplified", "traditional"]

BOMS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
FORMATS = (
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a zip archive (Word and Excel files are zip archives)"),
    (b"\xd0\xcf\x11\xe0", "an old Word or Excel file"),
    (b"{\\rtf", "an RTF file"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
)
# Characters frequent in documents of Chinese government, in both scripts. Real text has a quarter to a half
# of its Han characters here; text decoded with a wrong encoding has a few per cent at most.
FREQUENT = frozenset("".join(word_list("frequent")))
# What replacement characters became where their bytes were read as Chinese.
(LOST,) = word_list("lost")
SAMPLE = 20_000
# Plans below this share of traditional characters are simplified: a simplified plan may quote a name in
# traditional characters, and OpenCC changes a few simplified characters too (乾县). Traditional plans
# change in 30-40 %.
TRADITIONAL_SHARE = 0.05
LOST_SHARE = 0.02


def decode(data: bytes, name: str = "the file") -> str:
    r"""Decode the bytes of a plan.

    UTF-8 (with or without byte-order mark), UTF-16 and UTF-32 with a mark, UTF-16 without one, GB18030
    (GBK, GB2312) and Big5 are recognised. Line ends stay as they are. A byte-order mark says how to read
    the bytes and is no part of the text.

    Parameters
    ----------
    data
        The bytes as stored.
    name
        What to call the file in an error.

    Returns
    -------
    str
        The text. Offsets of targets refer to it.

    Raises
    ------
    PlanTargetsError
        If there is nothing to read, if the bytes are no text in one of these encodings, or if the text was
        damaged by a wrong encoding before it was stored.

    Examples
    --------
    >>> decode("到2025年".encode("gb18030"))
    '到2025年'
    """
    if not data.strip(b" \t\r\n\x00"):
        raise PlanTargetsError(f"{name} is empty: expected the text of a plan. Copy the file again.")
    for magic, what in FORMATS:
        if data.startswith(magic):
            raise PlanTargetsError(
                f"{name} is {what}, not plain text. Save it as UTF-8 plain text and use that file."
            )
    text = _decode_bytes(data, name)
    refuse_mojibake(text, name)
    return text


def to_simplified(text: str) -> str:
    """Convert traditional characters to simplified ones without moving a single offset.

    OpenCC's ``t2s`` is used on the whole text, so that phrases decide ambiguous characters. Where a phrase
    would change its length, the line it stands in is converted character by character instead.

    Parameters
    ----------
    text
        Any text; lone surrogates are left as they are.

    Returns
    -------
    str
        A text of the same length: ``text[i]`` corresponds to ``to_simplified(text)[i]`` for every ``i``.

    Examples
    --------
    >>> to_simplified("2.3萬億元")
    '2.3万亿元'
    """
    if text.isascii():
        return text
    # OpenCC takes UTF-8, which has no lone surrogates.
    clean = _SURROGATE.sub("\ufffd", text)
    converted = simplify(clean)
    if len(converted) != len(text):
        converted = "".join(_same_length(line) for line in clean.splitlines(keepends=True))
    if clean is text or clean == text:
        return converted
    pieces, done = [], 0
    for lone in _SURROGATE.finditer(text):
        pieces += [converted[done : lone.start()], lone.group()]
        done = lone.end()
    return "".join([*pieces, converted[done:]])


def to_simplified_each(texts: Iterable[str]) -> dict[str, str]:
    r"""Return lines of text with their simplified forms, all converted in one call.

    >>> to_simplified_each(["萬人", "企業"])
    {'萬人': '万人', '企業': '企业'}
    """
    lines = list(dict.fromkeys(texts))
    converted = to_simplified("\n".join(lines)).split("\n")
    if len(converted) == len(lines):  # no phrase reaches over the end of a line
        return dict(zip(lines, converted, strict=True))
    return {line: to_simplified(line) for line in lines}


def detect_script(text: str, simplified: str) -> Script:
    """Say in which script a text is written.

    Parameters
    ----------
    text, simplified
        The text and its conversion by `to_simplified`.

    Returns
    -------
    str
        ``"traditional"`` where more than 5 % of the Han characters change in conversion, else
        ``"simplified"``.
    """
    if text == simplified:
        return "simplified"
    # Runs taken out, not characters gathered: of 100 MB that would be three gigabytes of list.
    han = len(text) - len(_HAN_RUN.sub("", text))
    changed = sum(map(ne, text, simplified))
    return "traditional" if changed > TRADITIONAL_SHARE * han else "simplified"


def mainland_words(words: str) -> str:
    """Turn words of a converted document into the mainland words of the original.

    A plan that was converted by machine to traditional characters often carries Taiwan vocabulary (套用 for
    应用, 智慧型 for 智能, 專案 for 项目). OpenCC's own way back changes good words (指标 becomes 指针), so a
    table of the package, ``taiwan_words.csv``, is used. It is meant for words taken out of a document that
    was detected as traditional, never for a whole text: lengths change.

    Parameters
    ----------
    words
        An indicator, scope or qualifier in either script.

    Returns
    -------
    str
        The words in simplified characters and mainland vocabulary.

    Examples
    --------
    >>> mainland_words("智慧型製造就緒率")
    '智能制造就绪率'
    >>> mainland_words("智慧城市")
    '智慧城市'
    """
    simplified = to_simplified(words)
    table, pattern = _taiwan_words()
    return pattern.sub(lambda match: table[match.group()], simplified)


def mainland_in_place(simplified: str) -> str:
    """Turn the words of a converted document that have as many characters as the original.

    Unlike `mainland_words` it may be used on a whole text, since no offset moves; words of another length
    (智慧型, 网际网路) stay as they are.

    Parameters
    ----------
    simplified
        A text in simplified characters, as `to_simplified` gives it.

    Returns
    -------
    str
        A text of the same length.

    Examples
    --------
    >>> mainland_in_place("专案签约30个,人工智慧企业10家")
    '项目签约30个,人工智能企业10家'
    """
    table, pattern = _taiwan_words()
    return pattern.sub(lambda match: _if_as_long(match.group(), table[match.group()]), simplified)


def _if_as_long(word: str, instead: str) -> str:
    return instead if len(instead) == len(word) else word


_SURROGATE = re.compile("[\ud800-\udfff]")
_FOREIGN = re.compile("[^\x00-\x7f]")
_HAN_RUN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


def _decode_bytes(data: bytes, name: str) -> str:
    for bom, encoding in BOMS:
        if data.startswith(bom):
            try:
                return data[len(bom) :].decode(encoding)
            except UnicodeDecodeError as error:
                raise PlanTargetsError(
                    f"{name} begins with the mark of {encoding.upper()} but byte {error.start + len(bom)} "
                    "is not valid in it: the file is cut off or damaged. Copy it again."
                ) from None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _decode_other(data, name, error)
    # An ASCII-only or NUL-ridden file is also valid UTF-8; UTF-16 without a mark shows as NUL bytes.
    if "\x00" not in text:
        return text
    wide = _decode_utf16(data)
    if wide is not None:
        return wide
    if text.count("\x00") > 0.01 * len(text):
        raise PlanTargetsError(
            f"{name} holds NUL bytes and is no text in UTF-16: it is a binary file. "
            "Save the plan as UTF-8 plain text."
        )
    return text


def _decode_other(data: bytes, name: str, error: UnicodeDecodeError) -> str:
    wide = _decode_utf16(data)
    if wide is not None:
        return wide
    scores = {}
    for encoding in ("gb18030", "big5hkscs", "cp950"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        scores[encoding] = (_plausibility(_sample(text)), text)
    if scores:
        best, text = max(scores.values(), key=lambda pair: pair[0])
        if best >= 0.15:
            return text
    lossy = data[max(error.start - SAMPLE, 0) :][: 4 * SAMPLE].decode("utf-8", errors="replace")
    if _plausibility(lossy) >= 0.15:
        raise PlanTargetsError(
            f"{name} is UTF-8 but byte {error.start} is not valid in it: "
            "the file is cut off or damaged there. Copy it again, or repair that byte."
        )
    raise PlanTargetsError(
        f"{name} is no text in UTF-8 (byte {error.start}), GB18030, Big5 or UTF-16. "
        "Save the plan as UTF-8 plain text."
    )


def _decode_utf16(data: bytes) -> str | None:
    """Return UTF-16 text without a byte-order mark, or None: Chinese text must come out plausible."""
    if len(data) % 2:
        return None
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _plausibility(_sample(text)) >= 0.15 and "\x00" not in text:
            return text
    return None


def _sample(text: str) -> str:
    """Return text from where it is no longer ASCII: web pages begin with pages of markup and scripts."""
    first = _FOREIGN.search(text)
    return text[first.start() :][:SAMPLE] if first is not None else text[:SAMPLE]


def _plausibility(text: str) -> float:
    """Return the share of frequent characters among the characters that are not ASCII."""
    foreign = [c for c in text if c > "\x7f"]
    return sum(c in FREQUENT for c in foreign) / len(foreign) if foreign else 0.0


# (encoding in which the text was wrongly read, encoding it had).
MISREADINGS = (
    ("latin-1", "utf-8"),
    ("cp1252", "utf-8"),
    ("gb18030", "utf-8"),
    ("big5hkscs", "utf-8"),
    ("latin-1", "gb18030"),
    ("cp1252", "gb18030"),
    ("big5hkscs", "gb18030"),
    ("gb18030", "big5hkscs"),
    ("latin-1", "big5hkscs"),
)


def refuse_mojibake(text: str, name: str) -> None:
    """Refuse a text that was damaged by a wrong encoding before it was stored; the error names the cause."""
    lost = text.count("\ufffd") + 3 * text.count(LOST)
    if lost > max(5, LOST_SHARE * len(text)):
        raise PlanTargetsError(
            f"{name} has lost {lost} of its {len(text)} characters (U+FFFD or {LOST} in their place): "
            "it was once decoded with a wrong encoding and stored. Fetch the original again."
        )
    sample = _sample(text)
    foreign = sum(c > "\x7f" for c in sample)
    here = _plausibility(sample)
    if foreign < 20 or here >= 0.1:
        return
    for wrong, right in MISREADINGS:
        repaired = sample.encode(wrong, errors="ignore").decode(right, errors="ignore")
        if len(_HAN.findall(repaired)) >= 10 and _plausibility(repaired) >= max(0.15, 3 * here):
            raise PlanTargetsError(
                f"{name} is garbled: it reads as Chinese when its characters are taken back to "
                f"{wrong.upper()} bytes and read as {right.upper()}, so a {right.upper()} file was once "
                f"opened as {wrong.upper()} and saved. Fetch the original again, or reverse that step."
            )


def _same_length(line: str) -> str:
    converted = simplify(line)
    if len(converted) == len(line):
        return converted
    single = [simplify(character) for character in line]
    return "".join(new if len(new) == 1 else old for old, new in zip(line, single, strict=True))


@cache
def _taiwan_words() -> tuple[dict[str, str], re.Pattern[str]]:
    rows = package_rows("plantargets.plans", "taiwan_words.csv")
    table = {row["taiwan"]: row["mainland"] for row in rows}
    longest_first = sorted(table, key=len, reverse=True)
    return table, re.compile("|".join(map(re.escape, longest_first)))

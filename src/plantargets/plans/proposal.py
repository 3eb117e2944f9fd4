"""The row of the register that a text proposes for itself."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib import resources
from itertools import pairwise
from pathlib import Path

from plantargets.errors import PlanTargetsError, counted
from plantargets.language.folding import fold
from plantargets.plans.divisions import NATION, Division, division_of, find_division, find_zone
from plantargets.plans.plan import Plan, plan_from_text
from plantargets.plans.reading import Reading, read_file, shown
from plantargets.plans.register import COLUMNS, MAY_BE_EMPTY
from plantargets.plans.term import stated_term
from plantargets.plans.text import mainland_words
from plantargets.plans.words import any_word

# What a user may say; the rest follows from the file.
EDITABLE = (
    "plan_id", "title", "document_number", "issuer", "jurisdiction", "jurisdiction_code", "level", "issued",
    "period_start_year", "period_end_year", "source",
)  # fmt: skip


@dataclass(frozen=True)
class Proposal:
    """A plan and the row proposed for it.

    Attributes
    ----------
    path
        The file.
    reading
        What was read from it.
    plan
        The plan, with its structure.
    row
        Values by column of the register, as text; empty where the text does not say.
    """

    path: Path
    reading: Reading
    plan: Plan
    row: dict[str, str]

    @property
    def missing(self) -> tuple[str, ...]:
        """Columns that must be filled in and are not."""
        return tuple(name for name in COLUMNS if not self.row[name] and name not in MAY_BE_EMPTY)

    def __str__(self) -> str:
        """Return the row and what was found in the text, a line each."""
        plan = self.plan
        found = ", ".join(
            counted(len(parts), one)
            for parts, one in (
                (plan.text, "character"),
                (plan.sections, "section"),
                (plan.tasks, "task"),
                (plan.page_starts, "page"),
            )
            if parts or one != "page"
        )
        lines = [f"{shown(self.path)}: {found}"]
        for name in COLUMNS:
            unknown = "" if name in MAY_BE_EMPTY else "? (not found in the text)"
            value = self.row[name] or unknown
            lines.append(f"  {name:<18} {value if len(value) <= 100 else value[:99] + '…'}")
        return "\n".join(lines)


def read_changes(pairs: Sequence[str], files: int = 1) -> dict[str, str]:
    """Return the corrections of a command line, ``field=value`` each.

    Raises
    ------
    PlanTargetsError
        If a correction has no ``=``, names no column of `EDITABLE`, or gives several files one id.

    Examples
    --------
    >>> read_changes(["issued=2021-05-06"])
    {'issued': '2021-05-06'}
    """
    changes = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals:
            raise PlanTargetsError(f"'{pair}' is no correction: expected field=value.")
        changes[name] = value
    if "plan_id" in changes and files > 1:
        raise PlanTargetsError("several plans cannot have one id: add them one by one.")
    _check_columns(changes)
    return changes


def propose_record(path: Path | str, changes: Mapping[str, str] | None = None) -> Proposal:
    """Read a file and propose its row of the register.

    Parameters
    ----------
    path
        A plan in any format that `plantargets.plans.read_plan` reads.
    changes
        Values that the user states, by column of `EDITABLE`.

    Returns
    -------
    Proposal
        With the title, number and issuer of the covering notice, the division that title or issuer name, the
        date below the notice, and the years in the title.

    Raises
    ------
    PlanTargetsError
        If the file cannot be read, or `changes` names no such column.
    """
    changes = dict(changes or {})
    _check_columns(changes)
    path = Path(path)
    reading = read_file(path)
    plan = plan_from_text(reading.text, shown(path.stem), page_starts=reading.page_starts)
    return Proposal(path, reading, plan, _row(path, reading, plan, changes))


def _check_columns(changes: Mapping[str, str]) -> None:
    for name in changes:
        if name not in EDITABLE:
            raise PlanTargetsError(f"'{name}' cannot be set: expected one of {', '.join(EDITABLE)}.")


_FRONT = 6_000
_FRONT_LINES = 60
_WORDS = tomllib.loads(
    resources.files("plantargets.plans").joinpath("front.toml").read_text(encoding="utf-8")
)
_LABELS = {
    label: (column, rank) for column, labels in _WORDS["labels"].items() for rank, label in enumerate(labels)
}
_WITH_COLON = frozenset(_WORDS["with_colon"]["labels"])
_LABEL_IN_BRACKETS = re.compile(r"^[【\[]([^】\]]{2,12})[】\]]\s*[:：]?")
_OF_NATION = re.compile("|".join(map(re.escape, _WORDS["nation"]["bodies"])))
_COMMITTEES = "|".join(_WORDS["zones"]["committees"] + _WORDS["zones"]["party_committees"])
_BODY = f"(?:{any_word('issuer_end')}|{_COMMITTEES}|[局厅委部院])"
_ABOUT = re.compile(f"{any_word('about')}{any_word('issuing', 'handing_down', 'putting_into_effect')}")
_NOTICE = re.compile(
    f"{any_word('about')}{any_word('issuing', 'handing_down')}《?(.{{4,90}}?)》?的{any_word('notice')}"
)
_KIND = any_word("plan_kind")
_BRACKETED_YEARS = "(?:[(（][^()（）]{4,20}[)）])?"
# Of party and government together: 印发《关于…的意见》的通知; news of it ends with the title.
_PARTY = re.compile(f"{any_word('issuing')}《(.{{4,90}}?)》的{any_word('notice')}")
_PUBLISHED = re.compile(f"{any_word('issuing', 'making_public')}《(.{{4,90}}?{_KIND}{_BRACKETED_YEARS})》")
_APPROVED = re.compile(f"《([^《》]{{4,90}}?{_KIND}{_BRACKETED_YEARS})》{any_word('already')}")
_TITLE_LINE = re.compile(f"[^，。；：:|]{{0,70}}{_KIND}{_BRACKETED_YEARS}")
_YEARS_LINE = re.compile("[(（][^()（）]{4,20}[)）]")
_NUMBER = re.compile(
    r"[\u4e00-\u9fff]{1,14}\s?[〔\[［(（【]\s?(?:19|20)\d{2}\s?[〕\]］)）】]\s?第?\s?\d{1,4}\s?号"
)
_DATE = re.compile(r"([12]\d{3})年(\d{1,2})月(\d{1,2})日")
_HAN_DATE = re.compile(
    "([〇○零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日"
)
_HAN_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0, "两": 2}
_PROVINCES = {
    "11": "beijing", "12": "tianjin", "13": "hebei", "14": "shanxi", "15": "neimenggu", "21": "liaoning",
    "22": "jilin", "23": "heilongjiang", "31": "shanghai", "32": "jiangsu", "33": "zhejiang", "34": "anhui",
    "35": "fujian", "36": "jiangxi", "37": "shandong", "41": "henan", "42": "hubei", "43": "hunan",
    "44": "guangdong", "45": "guangxi", "46": "hainan", "50": "chongqing", "51": "sichuan", "52": "guizhou",
    "53": "yunnan", "54": "xizang", "61": "shaanxi", "62": "gansu", "63": "qinghai", "64": "ningxia",
    "65": "xinjiang", "71": "taiwan", "81": "hongkong", "82": "macao",
}  # fmt: skip


def _row(path: Path, reading: Reading, plan: Plan, changes: Mapping[str, str]) -> dict[str, str]:
    front = plan.simplified[:_FRONT]
    stated, lines = _front(front.splitlines(), reading.beside)
    row = dict.fromkeys(COLUMNS, "")
    row["title"] = _title(lines) or _title([stated.get("title", "")])
    numbers = (line for line in (*lines[:60], stated.get("document_number", "")) if _NUMBER.fullmatch(line))
    row["document_number"] = next(numbers, "")
    row["issuer"] = _whole_issuer(_issuer(lines), stated.get("issuer", ""))
    row["issued"] = _issued(lines, plan.simplified) or _date_in(stated.get("issued", ""))
    if plan.script == "traditional":
        row["title"], row["issuer"] = mainland_words(row["title"]), mainland_words(row["issuer"])
    row["source"] = stated.get("source") or f"file {shown(path.name)}, address not recorded"
    row |= {name: value for name, value in changes.items() if name in {"title", "issuer", "issued"}}
    chosen = division_of(changes.get("jurisdiction_code", "") or changes.get("jurisdiction", ""))
    division = chosen or _division(row, lines)
    if division is not None:
        row["jurisdiction"], row["jurisdiction_code"] = division.full_name, division.code
        row["level"] = division.level
    row["period_start_year"], row["period_end_year"] = _period(row["title"])
    row["script"] = plan.script
    row["plan_id"] = _plan_id(path, row)
    row = {
        name: "".join(c for c in value if c.isprintable()).strip()
        for name, value in {**row, **changes}.items()
    }
    return row | _files(reading, row["plan_id"])


def _front(lines: Iterable[str], beside: Iterable[str]) -> tuple[dict[str, str], list[str]]:
    """Return what metadata state, by column of the register, and the other lines of the front."""
    found: dict[str, str] = {}
    rank: dict[str, int] = {}
    others = []
    for number, line in enumerate([*beside, *lines]):
        stripped = line.strip(" \t|\u3000\ufeff")
        parts = _facts(stripped) if number < _FRONT_LINES else []
        for column, value, place in parts:
            if place < rank.get(column, len(_WORDS["labels"]["issued"]) + 1):
                found[column], rank[column] = value, place
        if stripped and not parts:
            others.append(stripped)
    return found, others


def _facts(line: str) -> list[tuple[str, str, int]]:
    """Return column, value and rank of each ``label：value`` in a line or a row of a metadata table.

    In a row whose every other cell is a label, from the first, labels need no colon.
    """
    cells = [_LABEL_IN_BRACKETS.sub(r"\1：", cell.strip()) for cell in line.split(" | ")]
    heads = ["".join(cell.split()).rstrip("：:") for cell in cells[::2]]
    if len(cells) % 2 == 0 and all(head in _LABELS and head not in _WITH_COLON for head in heads):
        return [
            (_LABELS[head][0], value, _LABELS[head][1])
            for head, value in zip(heads, cells[1::2], strict=True)
        ]
    facts = []
    for index, cell in enumerate(cells):
        label, colon, value = cell.replace(":", "：", 1).partition("：")
        known = _LABELS.get("".join(label.split()))
        if known is not None and colon:
            value = value.strip() or (cells[index + 1] if index + 1 < len(cells) else "")
            facts.append((known[0], value.strip(), known[1]))
    return facts


def _division(row: Mapping[str, str], lines: list[str]) -> Division | None:
    """Return the nation, division or zone that a plan is for, None where the text leaves it open."""
    context = "".join(lines[:12])
    zone = find_zone([row["issuer"], *lines[:12]])
    if zone is not None:
        return zone
    named = find_division(row["title"], context) or find_division(row["issuer"], context)
    if named is not None:
        return named
    issuers = [row["issuer"]] if row["issuer"] else lines[:3]
    if any(_OF_NATION.match(issuer) for issuer in issuers) or any(
        line.startswith(tuple(_WORDS["nation"]["addressees"])) for line in lines[:12]
    ):
        return NATION
    return find_division("".join(lines[:3]), context)


def _title(lines: list[str]) -> str:
    squashed = "".join("".join(lines[:40]).split())
    for pattern in (_NOTICE, _PARTY, _APPROVED):
        match = pattern.search(squashed)
        if match is not None:
            return match.group(1).strip("《》=+-@'")
    published = next((match for line in lines[:3] if (match := _PUBLISHED.search(line))), None)
    if published is not None:
        return published.group(1).strip("《》=+-@'")
    for index, line in enumerate(lines[:40]):
        if _TITLE_LINE.fullmatch("".join(line.split())):
            after = lines[index + 1] if index + 1 < len(lines) else ""
            bracketed = _YEARS_LINE.fullmatch(after) and _as_date("".join(after.split())) is None
            years = after if bracketed and _YEARS_LINE.search(line) is None else ""
            return "".join((line + years).split()).strip("《》=+-@'")
    return ""


def _whole_issuer(titled: str, stated: str) -> str:
    """Return the issuer of the title, by its whole name where metadata state it."""
    return stated if not titled or stated.endswith(titled) else titled


def _issuer(lines: list[str]) -> str:
    for index, line in enumerate(lines[:40]):
        match = _ABOUT.search(line) or _PARTY.search(line)
        if match is not None:
            before = line[: match.start()].strip() or (lines[index - 1] if index else "")
            return before if re.fullmatch(f"[\u4e00-\u9fff 　、（）()]{{2,60}}{_BODY}", before) else ""
    for before, line in pairwise(lines[:60]):
        if _DATE.fullmatch(line) and re.fullmatch(f"[\u4e00-\u9fff]{{2,40}}{_BODY}", before):
            return before
    return ""


def _issued(lines: list[str], text: str) -> str:
    last = [line.strip() for line in text[-400:].splitlines()]
    for line in [*lines[:60], *last]:
        plain = "".join(line.split())
        found = _as_date(plain) if len(plain) <= 16 else None
        if found is not None:
            return found.isoformat()
    # A report is dated by the day it was given: （2026年2月3日在…会议上）.
    # A name may stand between: ——2025年1月15日省长 某某某在…会议上,
    # or 2025年1月15日，省长某某某在….
    spoken = re.search(f"({_DATE.pattern})，?[^，。；：]{{0,30}}?在", "".join(lines[:15]))
    found = _as_date(spoken.group(1)) if spoken else None
    return found.isoformat() if found else ""


def _date_in(text: str) -> str:
    """Return the date of a metadata table: 2021年10月12日, 2021-10-12 or 2021/10/12, or none."""
    match = re.match(r"([12]\d{3})[-/.年](\d{1,2})[-/.月](\d{1,2})", "".join(text.split()))
    found = _as_date("{}年{}月{}日".format(*match.groups())) if match else None
    return found.isoformat() if found else ""


def _as_date(text: str) -> date | None:
    text = text.strip("（）()")
    match = _DATE.fullmatch(text)
    if match is not None:
        numbers = [int(part) for part in match.groups()]
    elif (match := _HAN_DATE.fullmatch(text)) is not None:
        year = int("".join(str(_HAN_DIGITS[c]) for c in match.group(1)))
        numbers = [year, *(_from_han(part) for part in match.groups()[1:])]
    else:
        return None
    try:
        return date(*numbers)
    except ValueError:
        return None


def _from_han(digits: str) -> int:
    if "十" not in digits:
        return _HAN_DIGITS.get(digits, 0) if len(digits) == 1 else 0
    tens, _, ones = digits.partition("十")
    return 10 * (_HAN_DIGITS.get(tens, 0) if tens else 1) + (_HAN_DIGITS.get(ones, 0) if ones else 0)


def _period(title: str) -> tuple[str, str]:
    """Return the first and last year that the title states, empty where it states none."""
    term = stated_term(fold(title))
    return (str(term[0]), str(term[1])) if term else ("", "")


def _plan_id(path: Path, row: Mapping[str, str]) -> str:
    """Return the name of the file where it holds a word, else place and year."""
    safe = re.sub("[^a-z0-9]+", "-", path.stem.lower()).strip("-") if path.stem.isascii() else ""
    # P020230612567812345, content_5647316 and 3f2a9c are names of machines.
    words = [word for word in re.findall("[a-z]{3,}", safe) if word not in _WORDS["names"]["machine_words"]]
    if words and not re.fullmatch("[0-9a-f-]*[0-9][0-9a-f-]*", safe):
        return safe
    code, year = row["jurisdiction_code"], row["period_start_year"] or row["issued"][:4]
    place = {"province": _PROVINCES.get(code[:2], ""), "nation": "nation"}.get(row["level"], code)
    return f"{place}-{year}" if place and year else safe if re.search("[a-z]", safe) else ""


def _files(reading: Reading, plan_id: str) -> dict[str, str]:
    if not reading.extracted_by:
        return {"file": f"{plan_id}.txt", "sha256": hashlib.sha256(reading.data).hexdigest()}
    return {
        "file": f"{plan_id}.txt",
        "sha256": hashlib.sha256(snapshot(reading)).hexdigest(),
        "original_file": f"{plan_id}{reading.ending}",
        "original_sha256": hashlib.sha256(reading.data).hexdigest(),
        "extracted_by": reading.extracted_by,
        "page_starts": ";".join(map(str, reading.page_starts)),
        "doubtful_spans": ";".join(f"{start}-{end}" for start, end in sorted(set(reading.doubtful))),
    }


def snapshot(reading: Reading) -> bytes:
    """Return the bytes to store for the text of a plan: the file itself, or what was extracted, in UTF-8."""
    return reading.text.encode("utf-8") if reading.extracted_by else reading.data

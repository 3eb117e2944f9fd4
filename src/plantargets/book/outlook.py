"""What a target with an observed series asks for, its chance and its state: lines for its card."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from plantargets.book.words import LANGUAGES, value_words, word
from plantargets.growth.series import vintage_label
from plantargets.rounding import to_decimals, written

CHAPTER = "../chapters/scorecard.html"
# Below it a share has a decimal.
SMALL_SHARE = Decimal("0.1")
_MEASURES = ("growth", "points", "rate")


def outlooks(outputs: Path) -> dict[str, dict[str, dict[str, Any]]]:
    """Return the lines on each target of the scorecard, by language and target id, with the chapter.

    Parameters
    ----------
    outputs
        The folder of the runs: tables ``scorecard`` of the scorecard and ``chances`` of growth are read.
    """
    chances = _rows(outputs / "growth/tables/chances.csv")
    found: dict[str, dict[str, dict[str, Any]]] = {language: {} for language in LANGUAGES}
    for row in _rows(outputs / "scorecard/tables/scorecard.csv"):
        seen = [chance for chance in chances if _is_of(chance, row)]
        own = next((chance for chance in seen if chance["vintage"] == row["base_vintage"]), None)
        others = [chance for chance in seen if chance is not own]
        for language in LANGUAGES:
            lines = [_asked(row, language), _chance(own, row["base_year"], language)]
            lines += [_revised(other, row, language) for other in others]
            found[language][row["target_id"]] = {"lines": [*lines, _state(row, language)], "href": CHAPTER}
    return found


def _is_of(chance: Mapping[str, str], row: Mapping[str, str]) -> bool:
    """Say whether a chance is that of a target of the scorecard, seen from its base year."""
    if not row["base_year"] or chance["series_id"] != row["series_id"]:
        return False
    return all(
        Decimal(chance[a]) == Decimal(row[b]) for a, b in (("target", "target"), ("origin", "base_year"))
    )


def _asked(row: Mapping[str, str], language: str) -> str:
    measure = row["required_measure"]
    if measure not in _MEASURES or not row["required_per_year"]:
        return word("outlook", "asked_unknown", language)
    return word("outlook", f"asked_{measure}", language).format(
        base=_value(row["base"], row["unit"], language) if row["base"] else "",
        year=_year(row["base_year"]),
        vintage=vintage_label(row["base_vintage"], language) if row["base_vintage"] else "",
        rate=_rounded(row["required_per_year"]),
        end=_year(row["target_year"]),
    )


def _chance(chance: Mapping[str, str] | None, year: str, language: str) -> str:
    if chance is None or not (chance["chance"] or chance["chance_low"]):
        return word("outlook", "chance_unknown", language)
    values = {name: _percent(chance[f"chance{name}"]) for name in ("", "_low", "_high")}
    code = "chance" if chance["chance"] else "chance_band"
    return word("outlook", code, language).format(
        year=_year(year), chance=values[""], low=values["_low"], high=values["_high"]
    )


def _revised(chance: Mapping[str, str], row: Mapping[str, str], language: str) -> str:
    """Return what the same target asks for from the base in another vintage, and its chance."""
    asked = word("outlook", "asked_revised", language).format(
        vintage=vintage_label(chance["vintage"], language),
        base=_value(chance["base"], row["unit"], language),
        rate=_rounded(chance["required_growth_pct"]),
    )
    between = " " if language == "en" else ""
    return f"{asked}{between}{_chance(chance, row['base_year'], language)}"


def _state(row: Mapping[str, str], language: str) -> str:
    status = word("outlook", row["status"].replace(" ", "_"), language)
    if not row["latest"]:
        return status
    latest = _value(row["latest"], row["unit"], language)
    code = {"at most": "state_most", "at least": "state_least"}.get(row.get("counted", ""), "state")
    said = word("outlook", code, language)
    return said.format(status=status, year=_year(row["latest_year"]), latest=latest)


def _value(number: str, unit: str, language: str) -> str:
    return value_words(_rounded(number), _rounded(number), unit, "eq", language)


def _rounded(number: str) -> str:
    return f"{to_decimals(Decimal(number), 1).normalize():f}"


def _percent(share: str) -> str:
    if not share:
        return ""
    return written(Decimal(share) * 100, ".1f" if Decimal(share) < SMALL_SHARE else ".0f")


def _year(year: str) -> str:
    return str(int(Decimal(year))) if year else ""


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))

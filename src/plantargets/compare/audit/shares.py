"""Part and whole of a share: 甲占乙比重."""

from __future__ import annotations

import re

from plantargets.compare.statements import Statement, plain_subject
from plantargets.language.lexicon import any_of, load_lexicon

_SHARE = re.compile(rf"^(?P<part>.+?){any_of('share_of')}?占(?P<whole>.*?)(?:的)?{any_of('share_word')}?$")
_MEASURE = re.compile(f"{any_of('share_measure')}$")
_FRAME = re.compile(f"^占|(?:的)?{any_of('share_word')}$")


def share_parts(statement: Statement) -> tuple[str, str]:
    """Split 甲占乙比重 into 甲 and 乙; 乙 is empty where the plan does not say."""
    found = _SHARE.match(re.sub(r"[…\s]", "", statement.indicator))
    if not found:
        return "", ""
    part = _MEASURE.sub("", plain_subject(found["part"]))
    whole = _MEASURE.sub("", plain_subject(found["whole"])) if found["whole"] else ""
    return part, whole


def thing_and_measure(statement: Statement) -> tuple[str, str]:
    """Split 制造业增加值 into what is measured and the measure."""
    for measure in sorted(load_lexicon().lists["thing_measure"], key=len, reverse=True):
        subject = statement.subject.replace("·", "")
        if subject.endswith(measure):
            return subject[: -len(measure)], "投资" if measure == "投资规模" else measure
    return statement.subject, "增加值" if statement.subject == "地区生产总值" else ""


def share_parts_in_context(statement: Statement, statements: list[Statement], text: str) -> tuple[str, str]:
    """Fill in the whole that 其中制造业占比 or 占装备制造业比重 leaves to the clause before."""
    indicator = re.sub(r"[…\s]", "", statement.indicator)
    part, whole = share_parts(statement)
    before = [s for s in statements if s.start < statement.start and statement.start - s.end < 60]
    if whole and not part and before:
        part = thing_and_measure(before[-1])[0]
    if indicator.startswith("占") and before:
        part = thing_and_measure(before[-1])[0]
        whole = _MEASURE.sub("", plain_subject(_FRAME.sub("", indicator)))
    if part and not whole and before and before[-1].kind == "share":
        whole = share_parts(before[-1])[1]
    return part, whole

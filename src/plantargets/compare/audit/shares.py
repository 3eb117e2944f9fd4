"""Part and whole of a share: 甲占乙比重."""

from __future__ import annotations

import re

from plantargets.compare.statements import Statement, plain_subject

_SHARE = re.compile(r"^(?P<part>.+?)(?:实际利用外资|利用外资)?占(?P<whole>.*?)(?:的)?(?:比重|比例|占比|比)?$")


def share_parts(statement: Statement) -> tuple[str, str]:
    """Split 甲占乙比重 into 甲 and 乙; 乙 is empty where the plan does not say."""
    found = _SHARE.match(re.sub(r"[…\s]", "", statement.indicator))
    if not found:
        return "", ""
    part = re.sub(r"增加值$|投资$|产业规模$", "", plain_subject(found["part"]))
    whole = re.sub(r"增加值$|投资$", "", plain_subject(found["whole"])) if found["whole"] else ""
    return part, whole


def thing_and_measure(statement: Statement) -> tuple[str, str]:
    """Split 制造业增加值 into what is measured and the measure."""
    for measure in (
        "增加值",
        "投资规模",
        "投资",
        "产业规模",
        "年产值",
        "总产值",
        "产值",
        "营业收入",
        "主营业务收入",
    ):
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
        whole = re.sub(
            r"增加值$|投资$", "", plain_subject(re.sub(r"^占|(?:的)?(?:比重|比例)$", "", indicator))
        )
    if part and not whole and before and before[-1].kind == "share":
        whole = share_parts(before[-1])[1]
    return part, whole

"""Each rule of the grammar takes and leaves what its examples say; removing any one is noticed."""

import datetime
from types import ModuleType

import pytest

from plantargets.language import times
from plantargets.language.rule import rule as make_rule
from plantargets.plans import Plan, PlanRecord, plan_from_text
from plantargets.targets.extract import Found, read_quantities
from plantargets.targets.judge import kinds
from plantargets.targets.judge.reasons import REASONS
from plantargets.targets.read import comparator, due, front, headings
from plantargets.targets.read.pieces import Item


def marked(example: str) -> tuple[Plan, int, int]:
    """Return the plan of an example and where the number between its bars stands."""
    before, number, after = example.split("|", maxsplit=1)[0], example.split("|")[1], example.split("|")[2:]
    text = before + number + "|".join(after).replace("|", "")
    record = PlanRecord(
        plan_id="case", file="case.txt", title="例", document_number="", issuer="例", jurisdiction="湖南省",
        jurisdiction_code="430000", level="province", issued=datetime.date(2025, 1, 1),
        period_start_year=2025, period_end_year=2027, script="simplified", sha256="", source="",
    )  # fmt: skip
    return plan_from_text(text, "case", record), len(before), len(before) + len(number)


def found_in(example: str) -> Found:
    """Return what became of the number of an example."""
    plan, start, end = marked(example)
    found = [o for o in read_quantities(plan) if o.start < end and start < o.end]
    assert len(found) == 1, f"{example}: expected one number between the bars, found {len(found)}"
    return found[0]


def reason_of(example: str) -> str:
    """Return why the number of an example is no target; empty where it is one."""
    return found_in(example).reason


def decided(example: str, field: str) -> tuple[str, str]:
    """Return a field of the number of an example, and the rule that decided."""
    found = found_in(example)
    assert found.target is not None, f"{example}: no target, {found.reason}"
    return str(found.target.to_row()[field]), found.rules[field]


@pytest.mark.parametrize("rule", REASONS, ids=[rule.name for rule in REASONS])
def test_a_reason_takes_its_examples_and_leaves_the_others(rule) -> None:
    assert {reason_of(example) for example in rule.takes} == {rule.name}
    assert rule.name not in {reason_of(example) for example in rule.leaves}


@pytest.mark.parametrize("rule", REASONS, ids=[rule.name for rule in REASONS])
def test_removing_a_reason_is_noticed(rule, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "plantargets.targets.judge.reasons.REASONS", tuple(r for r in REASONS if r is not rule)
    )
    assert any(reason_of(example) != rule.name for example in rule.takes)


# Rules that decide a field: the field, the module and the list in which they stand.
DECIDING = [
    (field, module, part, rule)
    for field, module, part in (
        ("kind", kinds, "RATES"),
        ("kind", kinds, "AMOUNTS"),
        ("comparator", comparator, "FORMS"),
        ("comparator", front, "FRONTS"),
        ("comparator", comparator, "COMPARATORS"),
    )
    for rule in getattr(module, part)
    if rule is not front.own  # what is in front itself, `in_front` says
]


@pytest.mark.parametrize(("field", "module", "part", "rule"), DECIDING, ids=[d[3].name for d in DECIDING])
def test_a_rule_takes_its_examples_and_removing_it_is_noticed(
    field: str, module: ModuleType, part: str, rule, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = [decided(example, field) for example in rule.takes]
    assert {name for _, name in taken} == {rule.name}
    assert rule.name not in {decided(example, field)[1] for example in rule.leaves}
    monkeypatch.setattr(module, part, tuple(r for r in getattr(module, part) if r is not rule))
    assert [decided(example, field)[0] for example in rule.takes] != [code for code, _ in taken]


def test_the_comparator_of_a_number_itself_is_one_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    assert {decided(example, "comparator")[0] for example in front.own.takes} == {"lt"}
    assert {decided(example, "comparator")[0] for example in front.own.leaves} == {"eq"}
    monkeypatch.setattr(front, "FRONTS", front.FRONTS[1:])
    assert {decided(example, "comparator")[0] for example in front.own.takes} == {"eq"}


@pytest.mark.parametrize("form", times.FORMS, ids=[form.rule.name for form in times.FORMS])
def test_a_form_of_time_takes_its_examples_and_removing_it_is_noticed(
    form: times.TimeForm, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = [decided(example, "period") for example in form.rule.takes]
    assert {name for _, name in taken} == {form.rule.name}
    assert form.rule.name not in {decided(example, "period")[1] for example in form.rule.leaves}
    rest = times.pattern_of(other for other in times.FORMS if other is not form)
    for module in (times, due, headings):
        monkeypatch.setattr(module, "TIME", rest)
    assert [decided(example, "period")[0] for example in form.rule.takes] != [code for code, _ in taken]


def test_a_rule_without_examples_is_refused() -> None:
    with pytest.raises(ValueError, match="bare: expected a description and examples"):

        @make_rule(takes=(), leaves=())
        def bare(item: Item) -> bool:
            """Whether nothing."""
            return False

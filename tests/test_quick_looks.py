"""One look for a few characters spares a search: what is searched for must always hold one of them."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plantargets.language.heads import _table
from plantargets.language.lexicon import behind_number, load_lexicon, opens_behind_number
from plantargets.language.times import TIME, may_hold_time
from plantargets.plans import plan_from_text, to_simplified, to_simplified_each
from plantargets.targets import read_targets
from plantargets.targets.read.tense import _cues

WORDS = load_lexicon().tense
# What a pattern must be beside to match (a lookbehind) hypothesis finds by trying
MANY = settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow]
)
LOOKS = {
    "past_lead": "may_lead",
    "future_lead": "may_lead",
    "progress": "may_lead",
    "half_year": "may_lead",
    "rule_lead": "may_open_list",
    "goals_lead": "may_open_list",
}


def matches(pattern: str) -> st.SearchStrategy[str]:
    """Texts that a pattern matches, those that a lookbehind refuses left out."""
    drawn = re.sub(
        r"^\(\?=\[[^\]]*\]\)", "", pattern
    )  # of a look ahead hypothesis draws the characters twice
    return st.from_regex(drawn, fullmatch=True).filter(lambda text: re.search(pattern, text) is not None)


@pytest.mark.parametrize("name", LOOKS)
@MANY
@given(data=st.data())
def test_what_a_look_passes_over_no_pattern_of_openings_matches(name, data):
    found = WORDS[name].search(data.draw(matches(WORDS[name].pattern)))
    assert WORDS[LOOKS[name]].search(found.group())


@pytest.mark.parametrize("is_plan", [False, True])
@pytest.mark.parametrize("number", range(len(_cues(False).cues)))
@MANY
@given(data=st.data())
def test_each_match_of_a_cue_of_tense_holds_one_of_its_characters(number, is_plan, data):
    if number >= len(_cues(is_plan).cues):
        return
    find, _, holds = _cues(is_plan).cues[number]
    text = data.draw(matches(find.__self__.pattern))
    assert not holds or holds & set(text)
    assert holds <= set(_cues(is_plan).characters("".join(holds)))


@MANY
@given(text=st.from_regex(TIME, fullmatch=True))
def test_each_time_holds_a_sign_of_time(text):
    assert may_hold_time(text, 0, len(text))


def test_words_behind_the_last_number_count_where_they_name_a_time_or_the_next_sentence_goes_on():
    named = "新增企业30家,企业质量全面提升,到2027年形成新格局。新建园区20个。"
    assert [str(target.period) for target in read_targets(plan_from_text(named))] == ["", "by:2027"]
    goes_on = "到2027年,新增企业30家,质量提升。其中规模以上企业20家。"
    assert [(t.kind, str(t.period)) for t in read_targets(plan_from_text(goes_on))] == [
        ("increment", "by:2027"),
        ("increment", "by:2027"),
    ]


def test_lines_converted_in_one_call_come_out_as_each_alone():
    lines = ["萬人", "", "乾坤", "乾", "坤", "企業", "萬人", "a", "\ud800萬", "兩\n行"]
    assert to_simplified_each(lines) == {line: to_simplified(line) for line in lines}
    assert to_simplified_each([]) == {}


@pytest.mark.parametrize("name", [name for name in WORDS if WORDS[name].pattern.startswith("(?=[")])
@MANY
@given(data=st.data())
def test_a_pattern_of_tense_looks_ahead_to_the_first_characters_of_all_its_words(name, data):
    without_look = re.sub(r"^\(\?=\[[^\]]*\]\)", "", WORDS[name].pattern)
    text = data.draw(matches(without_look))
    assert WORDS[name].search(text)


@MANY
@given(text=st.from_regex(re.compile(behind_number()), fullmatch=True))
def test_what_stands_behind_a_number_opens_with_one_of_the_characters_looked_for(text):
    assert text[0] in opens_behind_number()


@pytest.mark.parametrize(
    "head", ["目标", "2025年目标值", "年均增速(%)", "新增任务数", "其中:新增", "比2020年增长"]
)
def test_a_measure_of_a_head_is_found_where_its_first_character_is(head):
    parts = _table().parts
    assert list(_table()._parts_in(head)) == [part for part in parts if part[0][0] in head]
    assert {word for word, _ in _table()._parts_in(head)} >= {word for word, _ in parts if word in head}

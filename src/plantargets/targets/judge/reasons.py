"""What is no target: each reason is one rule, with sentences that it takes and sentences that it leaves."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from plantargets.language.lexicon import any_of, first_of, load_lexicon
from plantargets.language.rule import rule
from plantargets.language.times import FIVE_YEAR, YEAR, five_year_plan
from plantargets.targets.read.comparator import turns_ratio
from plantargets.targets.read.pieces import BREAK, Item

_LISTS = load_lexicon().lists
_HEADS = [word for word, roles in load_lexicon().openers.roles.items() if roles.verb and len(word) > 1]

_SUBSIDY_BEFORE = re.compile(
    rf"{any_of('subsidy_before')}(?![^,。;]{{0,6}}{any_of('subsidy_fund')})[^,。;]{{0,12}}$"
)
_SUBSIDY_BEHIND = re.compile(rf"(?:的)?{any_of('subsidy_once')}?{any_of('subsidy_behind')}")
_SUBSIDY_TOTAL = re.compile(rf"{any_of('subsidy_total')}(?!{any_of('no_standard')})")
_SUBSIDY_SHARE = re.compile(any_of("subsidy_share"))
_OWN_RATE = re.compile(rf"[^,。;]{{2}}{any_of('of_rate')}$")  # 生活补贴目标人群覆盖率大于95%,…补贴…
_PAID = re.compile(any_of("subsidy_share", "charged"))  # 加计扣除比例, 补助比例
_OWN_SHARE = re.compile(rf"[^,。;]{{2}}{any_of('ratio')}$")
_CHARGE_RATE = re.compile(rf"{any_of('charge_rate')}$")
_APPLICANT = re.compile(rf"{any_of('applying')}[^,。;]{{0,12}}{any_of('must')}")
_CONDITION = re.compile(rf"(?:[一二三四五六七八九十]{{1,3}}是)?{any_of('condition')}")
_CONSEQUENCE = re.compile(any_of("consequence"))
_FORECAST = re.compile(
    rf"(?=[{first_of('forecaster', 'forecast_word', 'forecast_by', 'asks_for')}])"
    rf"(?:{any_of('forecaster')}[^,。;]{{0,8}}{any_of('forecast_verb')}"
    rf"|{any_of('forecast_word', 'forecast_by', 'asks_for')})"
)
_FULFILLED = re.compile(rf"完成{any_of('task_of')}?{any_of('task')}{{1,2}}的\d")
_TO_BE_FULFILLED = re.compile(
    rf"[月年度][底末]?{any_of('time_before')}|{any_of('frame_modality')}"  # 9月底前完成年度任务的80%
)
_SCOPE_LIST = re.compile(rf"{any_of('aim')}(?!{any_of('of_rate')})[^,]*$")
_VERB_AND_NUMBER = re.compile(rf"(?:{'|'.join(map(re.escape, _HEADS))})(?=\d)")
_AIM_AT_END = re.compile(rf"{any_of('aim_at')}$")
_NO_SCHEME = f"(?<!{any_of('no_scheme')})"  # 100家系统解决|方案供应商
_PARTS = re.compile(
    rf"[^,。;、\d]{{0,6}}{any_of('plan_part')}(?![值数])|[^,。;、\d]{{0,10}}{_NO_SCHEME}{any_of('in_scheme')}"
    rf"|(?:重点)?{any_of('plan_field')}(?!{any_of('not_plan_field')})"
)
_LONG_ENOUGH, _SORTS = 4, _LISTS["unit_of_sorts"]
_PARTS_UNIT = re.compile(f"大(?={any_of('part_behind')})|{any_of('parts_unit')}|类(?!企业)")
_BENEFIT = re.compile(
    rf"(?=[{first_of('benefit', 'since')}])"
    rf"(?:{any_of('benefit')}[^,。;]{{0,8}}$|{any_of('since')}20\d\d年{any_of('until')}20\d\d年)"
)
_REACH = re.compile(any_of("reach"))
_EDITION = re.compile(r"\d\.\d版")
_NAME_OPENS = re.compile(r"[“《(]$")
_PROJECT = re.compile(rf"等[^,。;]{{0,8}}项目|项目{any_of('project_work')}")
_NAMED_PROJECT = re.compile(r"[^,。;、的\d]{1,12}项目(?!\d)")
_OUTPUT_UNITS = frozenset(_LISTS["output_unit"])
_GIVES, _PRAISED = re.compile(any_of("consequence")), re.compile(any_of("praised"))
_SEAT = re.compile(rf"{any_of('seats')}$")
_BRACKETED = re.compile(r"\([^()]*\)")  # 每个县(市、区)办好|2所|县级医院
_MADE_OF = re.compile(rf"[^,。;\d]{{0,12}}{any_of('made_of')}")
_DOERS = re.compile(rf"{any_of('doers')}(?!{any_of('rank_behind')})")
_TIME_CIRCLE = re.compile(rf"[^,。;、]{{0,8}}{any_of('time_circle')}")
_COUNTING_VERB = re.compile(rf"{any_of('counting_verb')}(?:了)?$")
_PART = re.compile(any_of("part"))
_PART_BEHIND = re.compile(rf"[^,。;、]{{0,8}}?{any_of('part_behind')}(?![业目项])")
_NAME_ALONE = re.compile(r"[^,。;:、\d]{2,12}\d{0,3}")  # and the number of the next line
_OF_THINGS = re.compile(rf"的(?![^,。;]{{0,6}}{any_of('goal_noun')})[^,。;:、\d]")  # 不足8米|的棚室
_VERBS = [*_HEADS, *_LISTS["reached_word"]]
_SHORTEST_DONE = 5  # characters of 的村通车
_FEW, _SCORE = 10, 20
_ONE_TO_MANY = Decimal(1) / 3
_MANY = 100  # no list of a plan's own parts is as long
_COMPLETED = re.compile(any_of("completed"))
_EVERY = re.compile(any_of("every"))
_AT_LEAST_AT_END = re.compile(rf"{any_of('at_least')}$")
_PAST_DONE = re.compile(
    rf"(?=[连{first_of('already', 'until_now')}了])"
    rf"(?:连续\d+[年个][^,。;]{{0,12}}$|{any_of('already')}(?!率)[^,。;]{{0,12}}$|了$|{any_of('until_now')}[^,。;]{{0,30}}$)"
)
_PAST_PLAN = re.compile(rf"(?:{FIVE_YEAR.pattern})”?{any_of('plan_period')}")
_PAST_PLAN_END = re.compile(rf"(?:{FIVE_YEAR.pattern})”?{any_of('plan_over')}")
_PAST_YEAR = re.compile(rf"(?=[12])(?<![到至较比自从过])(?<!基于)({YEAR})年(?!底?前|以来|起|—|-|至|到)")
_PAST_DEADLINE = re.compile(rf"(?=[,:截到至])(?:^|[,:])截?[到至]({YEAR})年[底末]?")
_PAST_TIME = re.compile(rf"(?:^|[,:]){any_of('past_time')}")
_YEAR = re.compile(rf"({YEAR})年")
_PLACE = re.compile(any_of("place"))
_PER_ONE = re.compile(any_of("per_one", "per_many"))
_NOW = re.compile(rf"{any_of('describes_now')}[^,。;]*$")
_PRESENT_WORD, _PAST_WORD = re.compile(any_of("present_state")), re.compile(any_of("past_time"))
_AT_PRESENT = re.compile(rf"(?:^|[,:])(?:[全我][国省市县区州])?{any_of('present_state')}")
_STANDS = re.compile(rf"{any_of('stands_now')}[^,。;]*$")
_STANDS_BEFORE = re.compile(any_of("stands_now"))
_PERFECTIVE = re.compile(rf"[^,。;]*{any_of('perfective_verb')}了")
_WORK_AT_END = re.compile(rf"{any_of('verbal_noun')}$")
_CHANGES = frozenset({"growth", "reduction"})
_LOOKS_AHEAD = re.compile(rf"(?=[12{first_of('looks_ahead')}])(?:{YEAR}年|{any_of('looks_ahead')})")
_IN_CONDITION = re.compile(rf"[^,。;:是]*(?:,{any_of('or_else')}[^,。;:是]*)*的[,;]")
_AGE_OF = re.compile(r"[^,。;:、)]{2}")
_FOREIGN = re.compile(r"[\u3041-\u309f\u30a1-\u30fa\uac00-\ud7a3]")
_LETTER = "[A-Za-z\u00c0-\u1ef9]"
_LATIN, _HAN = re.compile(_LETTER + _LETTER + "{5}"), re.compile("[\u4e00-\u9fff]")
_FORMULA = re.compile(r"÷|∑|√|\{|\}|=(?<![<>]=)|-(?<!--)-(?!-)")
_CODE = re.compile(
    r"(?=[=+*/&|a-zS{-])"
    r"(?:\{[\"'“]|==|[+*/-]=|&&|\|\||\bfor\b.{1,40}\bin\b|\b(?:def|print|return|SELECT)\b|[a-z]\()"
)
_PROGRAM = re.compile(
    r"=[A-Z]{2,}\(|\+\+\)|[a-z][+*/-]=\d|"
    r"(?<![A-Za-z])(?:SELECT.{1,80}FROM|INSERT ?INTO|print\(|def ?[a-z_]+\()"
)
_RAISES = re.compile(rf"由[^,。;]{{1,16}}{any_of('raises')}$")
_RAISED_BY = re.compile(rf",[^,。;]{{0,4}}由[^,。;]{{1,16}}{any_of('raises')}")
_SET_ASIDE = re.compile(rf"{any_of('sets_aside')}[^,。;]{{0,14}}{any_of('set_aside')}$")
_SPENDS = re.compile(rf"{any_of('spending')}.{{0,2}}{any_of('arranged')}")
_SETS_ASIDE = re.compile(rf"{any_of('sets_aside')}[^,。;]{{0,6}}$")
_FUND_BEHIND = re.compile(rf"(?:的|左右|以上)?[^,。;、\d]{{0,10}}{any_of('set_aside')}")
_SPENT_FOR = re.compile(any_of("spent_for"))
_SIZE_OF = re.compile(rf"{any_of('size_of')}$")
_OF_A_THING = re.compile(rf"的(?!{any_of('aim_noun')})[^,。;、]{{2}}")
_SPEAKS_OF_ITSELF = re.compile(rf"{any_of('speaks_of_itself')}|{any_of('text_name')}》?{any_of('text_does')}")
_LEGAL_TEXT = re.compile(any_of("legal_text"))
_RAISED_TO = re.compile(rf"{any_of('raised_to')}$")
_RAISED_TO_EACH = re.compile(
    rf"{any_of('subsidy_total')}[^,。;]{{0,8}}{any_of('raised_to')}{any_of('paid_to')}$"
)
_PAYS = re.compile(any_of("subsidy_behind"))
_PAID_FOR_EACH = re.compile(rf"{any_of('paid_for_each')}(?:{any_of('bound_adverb')}|{any_of('capped')})?$")
_CAP_OF_EACH = re.compile(any_of("capped_for_each"))
_CHARGED = re.compile(any_of("charged"))
_MAY_APPLY = re.compile(any_of("may_apply"))
_ALLOWS = re.compile(rf"(?:^|[,。;]){any_of('allows')}")
_REVIEWING_BEFORE = re.compile(any_of("reviewing"))
_REVIEWING = re.compile(rf"{any_of('reviewing')}[^,。;]{{0,10}}$")
_OF_WHICH = _LISTS["of_which"][0]
_IN_ALL = re.compile(rf"{any_of('parts_in_all')}\d+(?P<unit>{any_of('part_unit')})")
_VERB_AT_HEAD = re.compile("|".join(map(re.escape, _HEADS)))
_OWN_PARTS = re.compile(rf"[(]{any_of('counts_parts')}$|{any_of('counts_parts')}$")
_SUBMITS = re.compile(any_of("submits"))
_VOTES = re.compile(any_of("votes"))
_EACH_PERSON = re.compile(rf"{any_of('each_person')}[^,。;\d]{{0,12}}$")
_EACH_DAY = re.compile(rf"{any_of('each_day')}[^,。;\d]{{0,10}}$")
_PRICE_CHANGE = re.compile(rf"{any_of('price_change')}[^,。;\d]{{0,4}}$")
_RULED = re.compile(rf"的[^,。;、\d]{{1,14}}?(?!{any_of('no_rule_verb')}){any_of('rule_verb')}")
_MAY_DO = re.compile(rf"(?<!不){any_of('may')}(?:{'|'.join(map(re.escape, _HEADS))})[^,。;\d]{{0,6}}$")
_SCORED = re.compile(rf"{any_of('scores')}\d+(?:\.\d+)?分")
_TEAM = re.compile(rf"{any_of('each_team')}[^,。;\d]{{0,8}}$")
_CODED = re.compile(rf"{any_of('coded')}共?$")
_THEN = re.compile(rf"的{any_of('then')}")
_KEPT = re.compile(any_of("to_be_kept"))
_COST_OF_PLAN = re.compile(any_of("cost_of_plan"))
_DEFINES = re.compile(any_of("defines"))
_SITS_AS_A_RULE = re.compile(rf"{any_of('as_a_rule')}[^,。;]{{0,12}}$")
_SITTING = re.compile(rf"[^,。;、]{{0,10}}{any_of('sitting')}")
_BY_A_RATE = re.compile(rf"{any_of('by_rate')}(?!.*{any_of('ratio')})[^,。;]{{0,16}}$")
_AT_A_RATE = re.compile(rf"(?:以上)?的?{any_of('ratio')}(?!{any_of('change_verb')})")
_RATE_OF_EACH = re.compile(rf"{any_of('by_rate')}{any_of('of_each')}[^,。;、]{{0,10}}$")
_STANDARD = re.compile(rf"[^,。;、]{{0,6}}?{any_of('standard')}")
_BESIDE = re.compile(rf"{any_of('beside')}$")
_FROM_PURSE = re.compile(rf"{any_of('public_purse')}{any_of('purse_does')}?{any_of('sets_aside')}$")
CONDITION_REACH = 200  # characters in which a condition ends
STATE_REACH = 300  # characters in which a later year is looked for
_TURNS = re.compile(rf"(?=[到至{first_of('turns_forward')}])(?:[到至]{YEAR}年|{any_of('turns_forward')})")


# Of a sentence, asked for each of its numbers: in a list of 80 it would be searched 80 times.


@lru_cache(maxsize=8)
def _foretells(text: str, begin: int, end: int) -> bool:
    if _FORECAST.search(text, begin, end):
        return True
    fulfilled = _FULFILLED.search(text, begin, end)
    return fulfilled is not None and not _TO_BE_FULFILLED.search(text, begin, fulfilled.start())


@lru_cache(maxsize=8)
def _is_foreign(text: str, begin: int, end: int) -> bool:
    if _FOREIGN.search(text, begin, end):
        return True
    return _LATIN.search(text, begin, end) is not None and _HAN.search(text, begin, end) is None


@lru_cache(maxsize=8)
def _holds_code(text: str, begin: int, end: int) -> bool:
    return _CODE.search(text, begin, end) is not None


@lru_cache(maxsize=8)
def _is_program(text: str) -> bool:
    return _PROGRAM.search(text) is not None


@lru_cache(maxsize=8)
def _rules_on_papers(text: str, begin: int, end: int) -> bool:
    return _SUBMITS.search(text, begin, end) is not None


@lru_cache(maxsize=8)
def _names_year(text: str, begin: int, end: int) -> bool:
    return _YEAR.search(text, begin, end) is not None


def why_no_target(item: Item) -> str:
    """Return the name of the first reason why a quantity is no commitment of the plan, or nothing."""
    for reason in REASONS:
        if reason.applies(item) and not (reason is past and item.clause.context.tells_results):
            return reason.name
    return ""


def is_past(item: Item) -> bool:
    """Whether the words before a number report a result: 去年增长|5%, 已建成|10家, 2020年新增|3家."""
    clause = item.clause
    if _PAST_DONE.search(clause.words_beside_bases(item.start, item.quantity.start)):
        return True
    if _is_state_before_deadline(item) or _stands_behind_past(item) or _is_done(item):
        return True
    first = item.clause.context.window.first_future_year
    if first is None:
        return False
    before = clause.words_beside_bases(clause.sentence[0], item.quantity.start)
    if "五" in before and _plan_is_over(before, first):
        return True
    # 到2023年底 in a plan of 2024 is over too
    return _YEAR.search(before) is not None and any(
        _last_is_over(pattern, before, first) for pattern in (_PAST_DEADLINE, _PAST_YEAR)
    )


def _plan_is_over(before: str, first: int) -> bool:
    """Whether the words speak of a five-year plan that is over, or of how it ended: “十四五”末,占比为|50%."""
    if any(five_year_plan(match)[1] < first for match in _PAST_PLAN.finditer(before)):
        return True
    *_, last = (None, *_PAST_PLAN_END.finditer(before))
    is_over = last is not None and five_year_plan(last)[1] < first
    return is_over and last is not None and _TURNS.search(before, last.end()) is None


def _last_is_over(pattern: re.Pattern[str], before: str, first: int) -> bool:
    *_, last = (None, *pattern.finditer(before))
    return last is not None and int(last[1]) < first and _TURNS.search(before, last.end()) is None


def _is_done(item: Item) -> bool:
    """Whether the clause goes on with what was done, and nothing looks ahead: |1200名|运动员参加了比赛."""
    text, (begin, end) = item.clause.text, item.clause.sentence
    if "了" not in item.right or _PERFECTIVE.match(item.right) is None:
        return False
    return _LOOKS_AHEAD.search(text, begin, end) is None


def _stands_behind_past(item: Item) -> bool:
    """Whether the sentence speaks of last year and has not turned since: 去年产量12万辆,增长|48%."""
    begin, end = item.clause.sentence[0], item.quantity.start
    if _PAST_WORD.search(item.clause.text, begin, end) is None:
        return False
    before = item.clause.words_beside_bases(begin, end)
    *_, last = (None, *_PAST_TIME.finditer(before))
    return last is not None and _TURNS.search(before, last.end()) is None


def _is_state_before_deadline(item: Item) -> bool:
    """Whether the number is what was in a year before one already named: 到2025年…;2020年为|20家."""
    if item.left.link_word not in _LISTS["state_link"]:
        return False
    end = item.quantity.start
    years = list(map(int, _YEAR.findall(item.clause.words_beside_bases(max(0, end - STATE_REACH), end))))
    return len(years) > 1 and years[-1] < max(years)


@rule(
    takes=(
        "对新认定的企业每家奖励|10万元|。",
        "给予企业|5万元|的一次性奖励。",
        "按每人|1500元|标准补贴。",
        "按每户最高|3000元|的标准给予补助。",
        "按每吨标准煤给予|600元|奖励。",
        "单个项目不超过|500万元|。",
        "补贴总额不超过|2000万元|,先到先得。",
        "对考核优秀的县,奖励环保专项资金|200万元|。",
    ),
    leaves=(
        "财政补助标准提高到|600元|。",
        "基础养老金标准提高到每人每月|220元|。",
        "财政补助由每人每年380元提高到|420元|。",
        "到2027年,兑现奖补资金|2亿元|。",
    ),
)
def subsidy(item: Item) -> bool:
    """Whether it is a subsidy paid to each, no sum that the plan commits itself to reach."""
    if item.dimension not in {"money", "usd"}:
        return False
    if _RAISED_TO_EACH.search(item.own):  # 标准提高到每人每月|220元
        return False
    is_cap = item.left.comparator == "le" and _PAYS.search(item.own)
    if (
        is_cap
        or (not item.left.link and item.own.startswith(_LISTS["subsidy_behind"]))
        or _PAID_FOR_EACH.search(item.own)
        or (item.left.comparator == "le" and _CAP_OF_EACH.search(item.own))
    ):
        return True
    if item.left.link == "level" and _RAISED_TO.search(item.left.link_word):
        return False
    if not (_SUBSIDY_BEFORE.search(item.own) or _SUBSIDY_BEHIND.match(item.right)):
        return False
    return not _SUBSIDY_TOTAL.search(item.own + item.right[:8])


@rule(
    takes=("办好创新创业青年|50人|论坛。", "落实“民营经济|32条|”政策。", "实施“|1000家|企业上云”工程。"),
    leaves=("到2027年,培育“小巨人”企业|32家|。",),
)
def in_name(item: Item) -> bool:
    """Whether it is part of a name in quotation marks, of a bracket in it, or of an edition (2.0版)."""
    text, start = item.clause.text, item.quantity.start
    if item.quantity.unit_name in _LISTS["person_unit"] and item.right.startswith(_LISTS["forum"]):
        return True
    if _EDITION.match(text, start):
        return True
    is_last_of_name = text.startswith("”", item.quantity.end) and item.quantity.numeral_type != "implicit"
    if not (_NAME_OPENS.search(item.own) or is_last_of_name):
        return False
    opening = text.rfind("“", max(0, start - 12), start)
    return opening >= 0 and text.find("”", opening, start) < 0


@rule(
    takes=(
        "推进年产|3万吨|玄武岩纤维项目。",
        "加快|500万吨|煤矿等项目建设。",
        "投资|12亿元|的会展中心年底封顶。",
        "审核|60万吨|乙烯项目的可行性研究报告。",
        "建设3座|35万千瓦|光热电站。",
    ),
    leaves=("到2027年,粮食产量达到|500万吨|。", "完成投资|12亿元|的目标。"),
)
def capacity_of_project(item: Item) -> bool:
    """Whether it is the size of a named project."""
    if not item.right or item.right[0] in BREAK:
        return False
    before = item.clause.quantities[item.number - 1] if item.number else None
    if before is not None and before.end == item.quantity.start and item.dimension == "physical":
        return before.unit is not None and before.unit.sort == "count"  # 3座|35万千瓦|光热电站
    if item.own.endswith(_LISTS["project_size"]):
        return item.dimension in {"physical", "money", "count"}
    if item.own.endswith(_LISTS["cost_of"]) and item.is_last and not item.left.near_verb:
        return _OF_A_THING.match(item.right) is not None
    is_output = item.quantity.unit_name in _OUTPUT_UNITS and not item.left.link
    if is_output and _NAMED_PROJECT.match(item.right):
        return True
    is_large = item.dimension == "physical" or (
        item.dimension == "count"
        and item.quantity.unit_as_written[:1] in "万亿"
        and item.quantity.unit_name not in _LISTS["plain_classifier"]
    )
    return is_large and not item.left.link and _PROJECT.search(item.right) is not None


@rule(
    takes=("企业由2024年的|20家|增加到30家。", "在现有|20家|的基础上增加10家。"),
    leaves=("企业由2024年的20家增加到|30家|。",),
)
def baseline(item: Item) -> bool:
    """Whether it is what a target starts from."""
    base = item.clause.base_around(item.quantity.start)
    return base is not None and base.value is not None


@rule(
    takes=(
        "据专业机构预测,市场规模将达到|500亿元|。",
        "有关机构预计到2027年增长|5%|。",
        "完成年度目标任务的|80%|。",
    ),
    leaves=("到2027年,市场规模达到|500亿元|。", "9月底前完成年度目标任务的|80%|。"),
)
def forecast_or_result(item: Item) -> bool:
    """Whether it is a forecast of others, or how much of a task is done."""
    return _foretells(item.clause.text, *item.clause.sentence)


@rule(takes=("聚焦|7个|先进制造业集群。",), leaves=("打造|7个|先进制造业集群。",))
def scope_list(item: Item) -> bool:
    """Whether it says how many things a measure is about."""
    if _AIM_AT_END.search(item.own):
        return True
    left = item.left
    if left.near_verb or left.first_verb or left.link:
        return False
    words = item.since_comma
    return _SCOPE_LIST.match(words) is not None and not _VERB_AND_NUMBER.search(words, 2)


@rule(
    takes=("部署|10项|重点任务。", "设置预期性指标|19项|。", "办好|12类|45件民生实事。"),
    leaves=("到2027年,建设|10项|重点工程。", "确保完成农村厕所改造|6.5万户|的任务。"),
)
def part_of_plan(item: Item) -> bool:
    """Whether it counts the plan's own parts: tasks, measures, indicators."""
    if item.dimension != "count":
        return False
    is_task = item.right.startswith("的") and len(item.phrase) >= _LONG_ENOUGH  # 农村改厕|6.5万户|的任务
    if not item.left.link and not is_task and _PARTS.match(item.right):
        return True
    following = item.clause.quantities[item.number + 1 : item.number + 2]
    if following and following[0].start == item.quantity.end and item.quantity.unit_name in _SORTS:
        return True  # 办好|12类|45件民生实事
    if item.phrase.endswith("指标") or item.clause.text.endswith("指标", 0, item.quantity.start):
        return True
    end = item.quantity.end
    is_arabic = item.quantity.numeral_type == "arabic"
    return is_arabic and _PARTS_UNIT.match(item.clause.text[end : end + 3]) is not None


@rule(
    takes=(
        "设计时速|350公里|。",
        "以|3个|中心为支撑。",
        "项目惠及|3万人|。",
        "每|3家|企业组成一个联合体。",
        "人民医院新院区(床位|600张|)年内投用。",
        "灌溉设计保证率不低于|75%|。",
        "实施长江沿线|1公里|化工腾退地块专项治理。",
        "支持建设容积|500立方米|以上的冷库。",
        "推广载重|200公斤|的无人机。",
        "新建水库2座(总库容|5.8亿立方米|)、水闸11座。",
    ),
    leaves=(
        "到2027年,高铁里程达到|350公里|。",
        "到2027年,规上企业保持在|1200户|以上。",
        "新增企业(其中外资|60家|)。",
    ),
)
def technical(item: Item) -> bool:
    """Whether it is a technical figure, who benefits, or part of a phrase: 以3个中心为支撑."""
    own, right = item.own, item.right
    if _SIZE_OF.search(own) and item.comparator_behind and item.is_last and _OF_A_THING.match(right):
        return True
    if _is_size_in_bracket(item) or item.phrase.endswith(_LISTS["designed"]):
        return True
    if item.dimension == "physical" and right and right[0] not in BREAK and _BESIDE.search(own):
        return True
    return (
        own.endswith(_LISTS["technical"])
        or (own.endswith(_LISTS["carries"]) and _OF_A_THING.match(right) is not None)
        or (own.endswith("以") and "为" in right[:16])
        or (own.endswith("在") and item.dimension == "count" and not item.left.link)
        or (own.endswith("(") and right.startswith(")"))
        or _BENEFIT.search(own) is not None
        or _REACH.match(right) is not None
    )


def _is_size_in_bracket(item: Item) -> bool:
    """Whether a bracket holds this number alone, beside what the clause goes on to say of the thing."""
    text, end = item.clause.text, item.quantity.end
    opening = item.own.rfind("(")
    if opening < 0 or not text.startswith(")", end):
        return False
    words = item.own[opening + 1 :]
    if words.endswith(_LISTS["size_of"]):  # 大型水库2座(总库容|5.8亿立方米|)
        return True
    if text[end + 1 : end + 2] in {"", *BREAK}:
        return False
    return not (item.left.link or item.left.comparator or words.startswith("其中")) and ")" not in words


@rule(
    takes=(
        "建设满洲里、二连浩特、鄂尔多斯|3个|口岸。",
        "北京、上海等|16个|省份扩大招生。",
        "上海、四川、陕西西安等|8个|区域先行先试。",
    ),
    leaves=(
        "每个县(市、区)办好|2所|县级医院。",
        "建设满洲里、二连浩特等|3个|口岸。",
        "创建先进材料等|10个|国家级产业集群。",
    ),
)
def closes_list(item: Item) -> bool:
    """Whether it counts the names just before it."""
    left, words, count = item.left, item.phrase, item.quantity.value_max
    is_free = not (left.link or left.first_verb or left.near_verb)
    if words.endswith("等") and is_free and _DOERS.match(item.right):
        return True
    words = _BRACKETED.sub("", words).rsplit("”", maxsplit=1)[-1]  # “省市共建、一室一策”支持A、B、C|3个实验室
    if not words or words.endswith("等") or left.link or left.comparator or left.near_verb:
        return False
    if not item.right or item.right[0] in BREAK or count < 2:
        return False
    joined = "、" in words or (count == 2 and "和" in words)
    return joined and words.count("、") + words.count("和") + 1 == count


@rule(
    takes=("|8个|改革试验区域",),
    leaves=("|10家|企业达到标准", "新建|10家|企业", "|10家|企业。"),
)
def bare_count(item: Item) -> bool:
    """Whether a line is nothing but a count and its noun, as in the cell of a list: |8个|改革试验区域."""
    if item.quantity.start or item.dimension != "count":
        return False
    words = item.clause.text[item.quantity.end :]
    return _NAME_ALONE.fullmatch(words) is not None and not any(head in words for head in _VERBS)


@rule(
    takes=(
        "护林员每人管护面积不超过|3000亩|。",
        "每班幼儿人数不超过|30人|。",
        "户外活动时间每天不少于|2小时|。",
        "收费标准三年内不得上调超过|10%|。",
        "新建住宅建筑高度一般不超过|80米|。",
        "历史文化街区5片、历史建筑|136处|须严格保护。",
        "每支队伍|3—5人|。",
        "签约|1个|项目计10分。",
        "号牌字符共|8位|。",
        "工作办公室编制不超过|5人|。",
    ),
    leaves=(
        "每人培训不少于|2次|。",
        "平均等待时间不超过|2小时|。",
        "工业用电价格上调|10%|。",
        "新建住宅不超过|80万平方米|。",
        "监测台站间距不大于|20公里|。",
        "历史建筑修缮|136处|。",
        "统筹教师编制,招聘教师|300人|。",
    ),
)
def norm(item: Item) -> bool:
    """Whether it is a limit that a rule sets: for each worker or class, a day, a price, a building."""
    bound, unit = item.left.comparator, item.quantity.unit_as_written
    if (bound == "le" and _EACH_PERSON.search(item.own)) or (bound and _PRICE_CHANGE.search(item.own)):
        return True
    is_size = item.dimension == "physical" and item.phrase.endswith(_LISTS["size_of_building"])
    is_near = unit not in _LISTS["unit_of_distance"]  # not 台站间距不大于|20公里
    is_work = item.dimension == "time" and unit in _LISTS["unit_of_work"]
    if bound and ((is_size and is_near) or (is_work and _EACH_DAY.search(item.since_comma))):
        return True
    counts_posts = item.phrase.endswith(_LISTS["posts"]) and not (item.left.first_verb or item.left.near_verb)
    if counts_posts or _TEAM.search(item.own) or _CODED.search(item.own):
        return True
    if _SCORED.search(item.clause.text, item.quantity.end, item.clause.end):
        return True
    is_kept = _KEPT.search(item.clause.text, item.quantity.end, item.clause.end) is not None
    return is_kept and not (item.left.first_verb or item.left.near_verb)


@rule(
    takes=("申报企业须有|3家|门店。", "对当年营业收入首次达到|1亿元|的,按规定给予奖励。"),
    leaves=("到2027年,投资超过|1亿元|。", "对地方转移支付规模增长|9.5%|,给予倾斜。"),
)
def eligibility(item: Item) -> bool:
    """Whether it is a condition that an applicant has to meet."""
    text, (begin, end) = item.clause.text, item.clause.sentence
    if _APPLICANT.search(text, begin, item.quantity.start):
        return True
    is_condition = _CONDITION.match(item.since_comma)
    return (
        is_condition is not None
        and item.left.link != "growth"
        and _CONSEQUENCE.search(text, item.quantity.end, end) is not None
    )


@rule(
    takes=(
        "按投资额的|10%|给予补助。",
        "技术改造贷款贴息率为|3个百分点|。",
        "研发费用加计扣除比例提高到|100%|,用税收优惠激励企业。",
    ),
    leaves=(
        "到2027年,服务业投资增长|10%|。",
        "护理补贴目标人群覆盖率大于|95%|,参保补贴目标人群覆盖率大于95%。",
        "民生支出占比不低于|80%|,财政补助标准提高到580元。",
    ),
)
def subsidy_share(item: Item) -> bool:
    """Whether it is the share of a cost that a subsidy pays."""
    text, sentence_end = item.clause.text, item.clause.sentence[1]
    if item.phrase.endswith(_LISTS["interest_paid"]):
        return True
    return (
        item.dimension == "percent"
        and item.left.link != "growth"
        and not _is_own_rate(item)
        and _SUBSIDY_SHARE.search(text, item.quantity.end, sentence_end) is not None
    )


def _is_own_rate(item: Item) -> bool:
    """Whether a share is of something else than what is paid: 补贴目标人群覆盖率, 民生支出占比."""
    if _OWN_RATE.search(item.phrase):
        return True
    return _OWN_SHARE.search(item.phrase) is not None and not _PAID.search(item.phrase)


@rule(
    takes=(
        "减按|15%|征收企业所得税。",
        "首付|20%|。",
        "底价可按标准的|70%|执行。",
        "公益金按不低于|10%|的比例用于助残。",
        "单位按不低于职工总数|1.5%|的比例安排残疾人就业。",
        "地方按|1∶1|的比例配套。",
        "资金由市城投集团筹措|60%|。",
    ),
    leaves=(
        "到2027年,研发投入强度达到|3%|。",
        "今年赤字率拟按|3%|安排。",
        "教育支出按每年不低于|8%|的比例增长。",
        "按照产业用地比例不低于|60%|的标准统筹优化布局。",
    ),
)
def charge_rate(item: Item) -> bool:
    """Whether it is the rate of a tax, a fee or a loan, or one by which something is paid: 按|10%|的比例."""
    if _RAISES.search(item.own) or (_BY_A_RATE.search(item.since_comma) and _AT_A_RATE.match(item.right)):
        return True
    if item.dimension != "percent" or item.right.startswith(_LISTS["arranged"]):
        return False
    is_rate = _CHARGE_RATE.search(item.own.rstrip("为至到"))
    charged = _CHARGED.match(item.right) is not None and "按" in item.own
    return is_rate is not None or (charged and not item.left.comparator)


@rule(
    takes=(
        "打造|15分钟|便民生活圈。",
        "提升|15分钟|健身圈服务功能。",
        "实现|24小时|办结。",
        "成品粮库存不低于|3个月|销量。",
        "司机驾驶时间不超过|4小时|。",
    ),
    leaves=(
        "到2027年,审批时间压缩到|3个工作日|。",
        "到2027年,平均等待时间不超过|8分钟|。",
        "人均预期寿命|81岁|。",
    ),
)
def length_of_time(item: Item) -> bool:
    """Whether it is how long something may take, how long a stock lasts, or how long one works."""
    if item.dimension != "time":
        return False
    if item.right.startswith(_LISTS["lasts_for"]) or item.phrase.endswith(_LISTS["working_time"]):
        return True
    if item.phrase.endswith(_LISTS["measured_time"]) and (not item.right or item.right[0] in BREAK + "("):
        return False
    if item.left.link:
        return (
            not item.left.comparator and _TIME_CIRCLE.match(item.right) is not None
        )  # 提升|15分钟|健身圈功能
    return (
        not item.left.comparator
        or item.right.startswith(_LISTS["within"])
        or _TIME_CIRCLE.match(item.right) is not None
    )


@rule(
    takes=("实施|五项|行动。", "构建|三个|中心。"),
    leaves=(
        "举办|三场|推介会。",
        "每年召开|一次|联席会议。",
        "耕地保有量不低于|三百万亩|。",
        "矿区复垦|三千五百亩|。",
        "引进项目|三五个|。",
        "建成用材林二百万亩、经济林|四百万亩|。",
        "节水灌溉面积新增|一亿亩|。",
        "重点扶持|五十个|骨干企业。",
        "每个公民每年植树|三至五棵|。",
    ),
)
def hanzi_part(item: Item) -> bool:
    """Whether it is a Chinese numeral in the name of a part, which no verb counts."""
    return item.quantity.numeral_type == "hanzi" and not _hanzi_counts(item)


@rule(
    takes=("到2027年,在已建成|10家|技术中心的基础上巩固提升。", "今年推动产业升级,去年企业达到|3家|。"),
    leaves=("到2027年,比去年增长|5%|。", "到2027年,建成|10家|企业技术中心。"),
)
def past(item: Item) -> bool:
    """Whether it is a result of the past."""
    return is_past(item)


def _hanzi_counts(item: Item) -> bool:
    quantity, left, right = item.quantity, item.left, item.right
    before_break = not right or right[0] in BREAK
    closes = bool(before_break and item.phrase)
    if closes and _EVERY.search(item.own):  # 每人每年植树|三至五棵
        return True
    if quantity.unit_as_written == "亩" and quantity.value_max >= 100:
        # 布局建设|千亩装配式建筑产业园, 耕地保有量不低于|三百万亩, 矿区复垦|三千五百余亩
        return bool(closes or left.near_verb or left.first_verb or left.link or left.comparator)
    if item.dimension != "count":
        is_one = (
            quantity.unit is not None and quantity.value_max == quantity.unit.factor
        )  # 一美元: an example
        is_bound = item.comparator_behind and item.dimension == "percent"  # 三分之二|以上的行政村
        is_said = is_bound or (before_break and not is_one) or _is_share_done(item)
        return bool(left.link or left.comparator or is_said) and not right.startswith(("级", "元"))
    is_event = quantity.unit_as_written in _LISTS["event_unit"]
    closes_as_many = before_break and quantity.value_max >= _FEW  # 举办展览|三百余场
    if quantity.value_max == 1 or (is_event and not closes_as_many):
        return _hanzi_event_counts(item)
    if quantity.value_max % 1 or (before_break and _closes_as_count(item)):  # 每千人|二点五名
        return True
    is_part = _PART.match(right) or _PART_BEHIND.match(right)
    is_asked = left.near_verb and quantity.value_max >= _SCORE  # 扶持|五十个|骨干企业
    is_many = is_asked or (quantity.value_max >= _MANY and (left.near_verb or left.first_verb))
    return not is_part and bool(is_many or _stands_behind_verb(item))


def _closes_as_count(item: Item) -> bool:
    """Whether a count that closes its words is asked for by a verb or as large as no list: 新增仓库|两座."""
    left, quantity = item.left, item.quantity
    is_thing = quantity.unit_as_written not in _LISTS["part_of_text_unit"] + _LISTS["part_unit"]
    if is_thing and item.phrase and left.first_verb in _LISTS["counting_verb"]:
        return True
    words_ask = left.first_verb or left.link or left.comparator
    if words_ask and quantity.value_min != quantity.value_max:  # 引进项目|三五个
        return True
    return quantity.value_max >= (_FEW if words_ask else _MANY)


def _is_share_done(item: Item) -> bool:
    """三分之二|的乡镇建成文化站."""
    is_share = item.dimension == "percent" and item.right.startswith("的")
    opens = not item.phrase and len(item.right) > _SHORTEST_DONE  # 五分之四|的行政村通5G
    return is_share and (opens or _COMPLETED.search(item.right) is not None)


def _hanzi_event_counts(item: Item) -> bool:
    """每年召开|一次, 举办|三场; one of other things is a count only with 至少."""
    quantity, text = item.quantity, item.clause.text
    if quantity.value_max == 1 and quantity.unit_as_written not in {"次", "场", "期", "轮"}:
        is_reached = item.left.link == "level" and (not item.right or item.right[0] in BREAK)  # 总数达到|一家
        return is_reached or item.left.comparator_word in _LISTS["at_least"]
    recent = text[max(0, quantity.start - 24) : quantity.start]
    if _EVERY.search(recent):
        return True
    if quantity.unit_as_written == "次" and quantity.value_max <= 2:
        return _AT_LEAST_AT_END.search(recent) is not None
    return quantity.value_max > 1 and _stands_behind_verb(item)


def _stands_behind_verb(item: Item) -> bool:
    start = item.quantity.start
    return _COUNTING_VERB.search(item.clause.text[max(0, start - 8) : start]) is not None


@rule(
    takes=(
        "全市国土面积|1200平方公里|,下辖10个县区。",
        "县域平均海拔|1500米|。",
        "牧业约占农牧民收入的|50%|。",
        "高新技术企业仅占规上企业的|15%|。",
        "年降水量一般在|400毫米|以下。",
        "园区现有企业|68家|。",
        "我县现有草场120万亩,存栏肉牛|8.6万头|。",
        "现有国家级自然保护区1处、国有林场|4个|。",
        "国内只有一家公司年制造能力为|40根|。",
        "保护区内有动物320种,其中国家级动物|18种|。",
    ),
    leaves=(
        "全市总人口控制在|500万人|以内。",
        "旅游业增加值占地区生产总值比重超过|5%|。",
        "为|100所|海拔1500米以上的学校建设供暖设施。",
        "到2027年,绿地面积达到|30平方公里|。",
        "到2027年,拥有平台|10个|。",
        "公厕服务半径不超过|500米|。",
        "高校生均占地面积不低于|30平方米|。",
    ),
)
def description(item: Item) -> bool:
    """Whether the sentence describes a place or what is there, and no verb asks for the number."""
    left, text, begin = item.left, item.clause.text, item.clause.sentence[0]
    is_bounded = left.comparator and (
        item.phrase.endswith(_LISTS["bounded_place"]) or _PER_ONE.search(item.phrase) is not None
    )
    if left.modality or left.near_verb or left.first_verb or is_bounded:
        return False
    if left.link and (left.link_word not in _LISTS["description_link"] or _looks_ahead(item)):
        return False
    if _STANDS.search(item.own) and not _WORK_AT_END.search(item.phrase):
        return not _looks_ahead(item)
    is_of_which = text.startswith(_LISTS["of_which"], item.clause.start) and not left.link
    if is_of_which and _STANDS_BEFORE.search(text, begin, item.start):
        return True
    if not left.link and _STANDS_BEFORE.search(text, begin, item.start) and not _looks_ahead(item):
        return True  # 现有草场120万亩,存栏肉牛|8.6万头
    says_now = _NOW.search(text, begin, item.quantity.start)
    begin = item.clause.start if left.comparator else begin  # 水深2.5米,事故率小于等于|0.1%
    return bool(says_now) or _PLACE.search(text, begin, item.quantity.start) is not None


def _looks_ahead(item: Item) -> bool:
    """Whether the words of the sentence before the number name a year or speak of what is to come."""
    return _LOOKS_AHEAD.search(item.clause.text, item.clause.sentence[0], item.quantity.start) is not None


@rule(
    takes=("目前,全市老年人口达到|95万人|。", "当前,企业仅|60家|。"),
    leaves=(
        "由目前的95万人增加到|120万人|。",
        "目前短板较多,力争新建|10家|医院。",
        "做实项目前期工作,开工项目|2000个|以上。",
        "到2027年,老年人口达到|95万人|。",
    ),
)
def at_present(item: Item) -> bool:
    """Whether the sentence says how things stand: 目前,老年人口达到|95万人."""
    begin, end = item.clause.sentence[0], item.quantity.start
    if _PRESENT_WORD.search(item.clause.text, begin, end) is None:
        return False
    before = item.clause.words_beside_bases(begin, end)
    *_, now = (None, *_AT_PRESENT.finditer(before))
    return now is not None and _LOOKS_AHEAD.search(before, now.end()) is None


@rule(
    takes=("每千人口拥有|3岁|以下婴幼儿托位数。", "招收|16岁|以上青年。"),
    leaves=("人均预期寿命达到|80岁|以上。",),
)
def age(item: Item) -> bool:
    """Whether it is the age of those who are spoken of: |3岁|以下婴幼儿."""
    if item.quantity.unit_as_written not in _LISTS["age_unit"]:
        return False
    is_bound = item.comparator_behind or item.quantity.value_min != item.quantity.value_max
    return bool(is_bound) and _AGE_OF.match(item.right) is not None


@rule(
    takes=(
        "再生可能エネルギーの比率を|40%|に引き上げる。",
        "수출을|20%|늘린다.",
        "More hospitals,|20%| more beds.",
    ),
    leaves=("到2027年,可再生能源比重达到|40%|。",),
)
def foreign(item: Item) -> bool:
    """Whether the sentence is in another language."""
    return _is_foreign(item.clause.text, *item.clause.sentence)


@rule(
    takes=(
        "其中A=产值÷|100亿元|×50。",
        '返回{"total":1},重试|5次|。',
        "SELECT*FROM表;--返回|120条|。",
        "SELECT*FROM表;共12条,占比|12%|。",
    ),
    leaves=("建成2×66万千瓦机组,产值达到|100亿元|。",),
)
def formula(item: Item) -> bool:
    """Whether it stands in a formula or in code."""
    clause = item.clause
    is_formula = _FORMULA.search(clause.text, clause.start, clause.end)
    return is_formula is not None or _holds_code(clause.text, *clause.sentence) or _is_program(clause.text)


@rule(
    takes=(
        "安排资金|136亿元|,办好34项民生实事。",
        "设立|10亿元|绿色发展补偿基金。",
        "拟安排地方政府专项债券|3.9万亿元|。",
        "投入|3.2亿元|实施民生实事。",
        "省级财政安排|18亿元|,其余由市县统筹解决。",
        "规划总投资12.8亿元,其中县级财政配套|1.2亿元|。",
        "争取专项债券额度|30亿元|以上。",
        "中央预算内投资安排|6000亿元|。",
        "一般公共预算支出安排320亿元,其中教育支出|62亿元|。",
        "项目总投资|8.6亿元|,由市城投集团筹措。",
    ),
    leaves=(
        "到2027年,政府引导基金规模达到|500亿元|。",
        "设立总规模|50亿元|的产业发展基金。",
        "全年完成投资|100亿元|。",
        "发放创业担保贷款|5亿元|。",
    ),
)
def set_aside(item: Item) -> bool:
    """Whether it is money set aside, or a quota of debt: means, no aim."""
    if item.dimension not in {"money", "usd"}:
        return False
    own, right = item.own, item.right
    begin = item.clause.sentence[0]
    is_spending = item.left.link not in _CHANGES and item.phrase.endswith(_LISTS["spending"])
    is_cost = (
        (is_spending and _SPENDS.search(item.clause.text, begin, item.quantity.start))  # 教育支出|62亿元
        or item.phrase.endswith(_LISTS["means"])
        or _COST_OF_PLAN.search(item.clause.text, begin, item.quantity.start)
        or _FROM_PURSE.search(own)
        or (
            item.phrase.endswith(_LISTS["project_size"])
            and _RAISED_BY.match(item.clause.text, item.tail, item.clause.sentence[1])
        )
    )
    if is_cost or (own.endswith(_LISTS["puts_in"]) and _SPENT_FOR.match(right)):
        return True
    if item.left.link and item.left.link_word not in _LISTS["sets_aside"]:
        return False
    if own.endswith(_LISTS["fund_size"]):
        return False
    if _SET_ASIDE.search(own) or own.endswith(_LISTS["issues"]):
        return True
    return _SETS_ASIDE.search(own) is not None and _FUND_BEHIND.match(right) is not None


@rule(
    takes=("日间手术是指在1日内完成的手术,住院时间不超过|48小时|。",),
    leaves=("推广日间手术,平均住院时间控制在|48小时|以内。",),
)
def definition(item: Item) -> bool:
    """Whether the sentence says what a word means: 日间手术是指…,住院时间不超过|48小时."""
    return _DEFINES.search(item.clause.text, item.clause.sentence[0], item.quantity.start) is not None


@rule(
    takes=("协调委原则上每半年召开|一次|例会。", "联席会议一般每月召开|3次|全体会议。"),
    leaves=("每年召开|2次|联席会议。", "原则上每季度举办|3次|推介会。"),
)
def sitting(item: Item) -> bool:
    """Whether it is how often a body sits as a rule, which its rules of procedure say."""
    if item.quantity.unit_as_written != "次" or not _SITS_AS_A_RULE.search(item.since_comma):
        return False
    return _SITTING.match(item.right) is not None


@rule(
    takes=(
        "按照每百户不少于|20平方米|的标准配建养老服务用房。",
        "按每人不低于|30平方米|标准配置。",
    ),
    leaves=("按照产业用地比例不低于|60%|的标准统筹优化布局。", "每百户养老服务用房不少于|20平方米|。"),
)
def rate_of_each(item: Item) -> bool:
    """Whether it is the rate for each of many in a standard: 按照每百户不少于|20平方米的标准."""
    return _RATE_OF_EACH.search(item.own) is not None and _STANDARD.match(item.right) is not None


@rule(
    takes=("赤字规模4.06万亿元,比上年增加|1800亿元|。",),
    leaves=("一般公共预算收入比上年增加|20亿元|。", "赤字规模4.06万亿元,税收比上年增加|20亿元|。"),
)
def difference(item: Item) -> bool:
    """Whether it only says how far the level before it is from last year's: 比上年增加|1800亿元."""
    base = item.clause.last_base(item.clause.start, item.quantity.start)
    if base is None or not base.is_last_year:
        return False
    is_amount = item.dimension not in {"percent", "point", "multiple"} and item.left.link in _CHANGES
    return is_amount and item.clause.text[base.start - 1] in ",、" and item.quantity.start - base.end <= 6


@rule(
    takes=(
        "入围企业为|2家|的,今年采取议价方式。",
        "降雨量达到|100毫米|时,应当转移群众。",
        "造林成活率不低于|85%|的验收合格。",
        "常住人口|4000人|以上的行政村可独立办园。",
        "行政村可增设|1所|村卫生室。",
        "排名前|3位|的县予以通报表扬。",
    ),
    leaves=(
        "到2027年,培育具有竞争力的企业|2家|,产值100亿元。",
        "建成|2家|的同时,新增3家。",
        "增长目标定为|7.5%|左右是必要的,适宜的。",
        "企业总数不可突破|500家|。",
    ),
)
def condition(item: Item) -> bool:
    """Whether it is a case for which a rule is given: 入围企业为|2家|的,采取议价方式."""
    text, end = item.clause.text, item.quantity.end
    if item.own.endswith("前") and item.dimension == "count" and item.right.startswith("的"):
        return True  # 排名前|3位|的县
    is_bound = item.comparator_behind or item.left.comparator
    if _THEN.match(item.right) or (is_bound and _RULED.match(item.right)) or _MAY_DO.search(item.since_comma):
        return True
    if item.right.startswith(_LISTS["when"]) and text.startswith(",", item.tail + 1):
        return True
    limit = min(item.clause.sentence[1] + 1, end + CONDITION_REACH)
    ends = text.find("的,", end, limit) >= 0 or text.find("的;", end, limit) >= 0
    return ends and _IN_CONDITION.match(text, end, limit) is not None


@rule(
    takes=(
        "一、推广的改革举措(共|23项|)。",
        "知识产权保护方面|5项|。",
        "从候选项目中票决出|17项|实事。",
        "各项目得票率均超过|90%|。",
        "本规划提出25项主要指标和|102项|重大工程。",
        "决定对|12部|规章予以修改。",
        "联席会议设副召集人|2人|。",
        "领导小组下设|6个|专项工作组。",
        "会议同意给予表现突出的|3个|集体嘉奖。",
        "工作组由|9个|部门和单位组成。",
        "此次推广的经验共31项,其中在全国推广|28项|。",
        "《规划》共8章32节,安排重大工程|65项|。",
        "方案包括30条措施,明确重点项目|56个|。",
    ),
    leaves=(
        "到2027年,制定标准|23项|。",
        "新增标准、经验共31项,其中在全国推广|28项|。",
        "本规划提出,到2027年,实施|102项|重大工程。",
    ),
)
def own_parts(item: Item) -> bool:
    """Whether it counts parts of the document itself, who sits in a body, or what was put to a vote."""
    text, (begin, end) = item.clause.text, item.clause.sentence
    if item.dimension == "percent" and _VOTES.search(text, begin, end):
        return True
    if item.dimension != "count" or item.left.link:
        return False
    gives = _GIVES.search(text, begin, item.quantity.start)
    is_praised = gives is not None and _PRAISED.search(text, item.quantity.end, end) is not None
    is_of_body = _LEGAL_TEXT.match(item.right) or _SEAT.search(item.own) or _MADE_OF.match(item.right)
    if is_praised or is_of_body:
        return True
    sums_up = item.own.endswith("共") and not item.own.endswith("(共")
    if sums_up and (item.left.first_verb or "、" in item.own):  # 新增A、B、C共|220条
        return False
    is_set_out = item.own.startswith(_LISTS["sets_out"])
    may_be_part = item.quantity.unit_name in _LISTS["part_of_text_unit"] or is_set_out
    if may_be_part and _SPEAKS_OF_ITSELF.search(text, begin, item.quantity.start):
        return not _looks_ahead(item)
    is_part = item.quantity.unit_name in _LISTS["part_unit"] and _OWN_PARTS.search(item.own) is not None
    closes = not item.right or item.right[0] in BREAK
    is_own = (is_part and closes) or _is_of_own_parts(item)
    return is_own or _VOTES.search(text, begin, end) is not None


def _is_of_own_parts(item: Item) -> bool:
    """Whether it is some of the parts counted before it: 推广经验共31项,其中在全国推广|28项."""
    text, begin = item.clause.text, item.clause.sentence[0]
    aside = text.find(_OF_WHICH, begin, item.quantity.start)
    whole = _IN_ALL.search(text, begin, aside) if aside >= 0 else None
    if whole is None or whole["unit"] != item.quantity.unit_name or item.left.first_verb:
        return False
    return "、" not in text[begin : whole.start()] and not _VERB_AT_HEAD.match(text, begin)


@rule(
    takes=(
        "企业新招人员占比达到|25%|的,可申请贷款。",
        "审核时间不超过|15个工作日|。",
        "审核时间一般不少于5个工作日,最长不超过|15个工作日|。",
        "允许非专业股东不超过|20%|。",
        "材料发送至电子邮箱,附件大小不超过|20MB|。",
    ),
    leaves=("到2027年,贷款占比达到|25%|。", "审批时限压缩至|7个工作日|。"),
)
def procedure(item: Item) -> bool:
    """Whether it is a condition of what may be applied for, or a limit of a procedure."""
    text, (begin, end) = item.clause.text, item.clause.sentence
    if _names_year(text, begin, end):
        return False
    is_limit = item.quantity.unit_as_written in _LISTS["working_days"] and not item.left.link
    if is_limit and _REVIEWING_BEFORE.search(text, begin, item.quantity.start):
        return True
    if item.left.comparator == "le" and _ALLOWS.search(text, begin, item.quantity.start):
        return True
    is_cut = item.left.link == "level" and _RAISED_TO.search(item.left.link_word)  # 审批时限压缩至|7个工作日
    if item.quantity.unit_as_written in _LISTS["working_days"] and _REVIEWING.search(item.own) and not is_cut:
        return True
    if _rules_on_papers(text, begin, end):
        return True
    return _MAY_APPLY.search(text, item.quantity.end, end) is not None


@rule(
    takes=(
        "优先改造跨度不足|8米|的棚室。",
        "整治亩均税收低于|3万元|的地块。",
    ),
    leaves=(
        "细颗粒物浓度力争实现低于|35微克/立方米|的目标。",
        "到2027年,失业率稳定在低于|5%|的较好状态。",
        "改造跨度不足8米的棚室|20座|。",
        "建设面积不低于|5000平方米|的文化中心。",
    ),
)
def falls_short(item: Item) -> bool:
    """Whether the number tells which things are worked on, those below it: 改造不足|8米|的棚室."""
    if item.left.comparator != "lt" or item.left.link or item.comparator_behind:
        return False
    return _OF_THINGS.match(item.right) is not None


@rule(
    takes=("床位与护工之比不低于|1:0.8|。", "设备配比达到|2:3|以上。"),
    leaves=(
        "医护比达到|1:1.25|以上。",
        "师生比不低于|1:16|。",
        "设备配比达到|2:3|。",
        "城乡收入比低于|1.8:1|。",
    ),
)
def ratio_unclear(item: Item) -> bool:
    """Whether a bound of a ratio may hold for either of its two numbers: 不低于|1:0.8.

    Of one to many, as in 师生比不低于1:16, it holds for the ratio as it is written.
    """
    if item.dimension != "ratio" or item.quantity.unit_as_written:
        return False
    is_bound = item.comparator_behind or item.left.comparator
    return bool(is_bound) and item.quantity.value_max > _ONE_TO_MANY and not turns_ratio(item.phrase)


# The first that applies is named; their order decides nothing else.
REASONS = (
    subsidy,
    in_name,
    capacity_of_project,
    baseline,
    forecast_or_result,
    scope_list,
    part_of_plan,
    technical,
    closes_list,
    bare_count,
    norm,
    eligibility,
    subsidy_share,
    rate_of_each,
    charge_rate,
    age,
    length_of_time,
    hanzi_part,
    description,
    at_present,
    foreign,
    formula,
    set_aside,
    definition,
    sitting,
    difference,
    own_parts,
    procedure,
    falls_short,
    ratio_unclear,
    condition,
    past,
)

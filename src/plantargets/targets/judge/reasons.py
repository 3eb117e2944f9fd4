"""What is no target: each reason is one function in `_REASONS`, with an example of what it catches."""

from __future__ import annotations

import re

from plantargets.language.lexicon import any_of, load_lexicon
from plantargets.language.times import FIVE_YEAR_PLAN
from plantargets.targets.read.pieces import BREAK, Item

_HEADS = [word for word, roles in load_lexicon().openers.roles.items() if roles.verb and len(word) > 1]

_SUBSIDY_BEFORE = re.compile(
    rf"{any_of('subsidy_before')}(?![^,。;]{{0,6}}资金)[^,。;]{{0,12}}$"
)  # 每家奖励|10万元
_SUBSIDY_BEHIND = re.compile(rf"(?:的)?(?:一次性)?{any_of('subsidy_behind')}")  # 10万元|的一次性奖励
_SUBSIDY_TOTAL = re.compile(any_of("subsidy_total"))  # 补助标准提高到|600元 is a target after all
_SUBSIDY_SHARE = re.compile(any_of("subsidy_share"))
_CHARGE_RATE = re.compile(rf"{any_of('charge_rate')}$")
_APPLICANT = re.compile("(?:申报|申请|报名|投标)(?:单位|企业|人|主体|条件)?[^,。;]{0,10}(?:须|应|需|必须|满)")
_CONDITION = re.compile("(?:[一二三四五六七八九十]{1,3}是)?(?:对|凡)")
_CONSEQUENCE = re.compile(any_of("consequence"))
_BASE = re.compile(  # 由2020年的|20家
    r"(?:由|从|自)(?:20\d\d年(?:底|末)?的?|目前的?|现在的?|现有的?|上年的?|去年的?|原来的?|“?十.五”?末的?)?$"
)
_RISES_TO = re.compile(  # 20家|增加到30家
    r"(?:提高|提升|增加|增长|扩大|上升|下降|降低|减少|压减|调整|缩短|优化)(?:到|至|为)\d"
)
_FORECAST = re.compile(rf"{any_of('forecaster')}[^,。;]{{0,8}}(?:预测|预计|预估)|有望")
_FULFILLED = re.compile(r"完成(?:年度|全年|省定|年初|市定)?(?:目标|任务|计划)(?:任务)?的\d")
_SCOPE_LIST = re.compile(rf"{any_of('aim')}[^,]*$")
_VERB_AND_NUMBER = re.compile(rf"(?:{'|'.join(map(re.escape, _HEADS))})(?=\d)")
_AIM_AT_END = re.compile("(?:聚焦|围绕|针对|依托|面向|瞄准)$")
_PARTS = re.compile(  # 10项|重点任务, 5个|重点领域
    rf"[^,。;、\d]{{0,6}}{any_of('plan_part')}(?![值数])|[^,。;、\d]{{0,10}}方案"
    r"|(?:重点)?(?:领域|行业|方面)(?!龙头|领军|企业|级|协会|标准|骨干|冠军|性)"
)
_PARTS_UNIT = re.compile("大(?!型)|方面|类(?!企业)|环节|维度")  # 7|大行动
_BENEFIT = re.compile(rf"{any_of('benefit')}[^,。;]{{0,8}}$|(?:从|自)20\d\d年(?:到|至)20\d\d年")
_REACH = re.compile(any_of("reach"))
_EDITION = re.compile(r"\d\.\d版")
_NAME_OPENS = re.compile(r"[“《(]$")
_PROJECT = re.compile("等[^,。;]{0,8}项目|项目(?:建设|落地)")
_TIME_CIRCLE = re.compile(rf"[^,。;、]{{0,8}}{any_of('time_circle')}")  # 15分钟|生活圈
_COUNTING_VERB = re.compile(rf"{any_of('counting_verb')}(?:了)?$")
_PART = re.compile(any_of("part"))
_PART_BEHIND = re.compile(rf"[^,。;、]{{0,8}}?{any_of('part_behind')}(?![业目项])")
_EVERY = re.compile("每(?:年|季度|半年|月|个?季度|周)")
_AT_LEAST_AT_END = re.compile("(?:不少于|至少)$")
_PAST_DONE = re.compile(
    r"连续\d+[年个][^,。;]{0,12}$"
    "|(?:已|已经|业已|成功|累计已|现已)[^,。;]{0,12}$|了$|(?:目前|现已|去年|截至|同比以往)[^,。;]{0,30}$"
)
_COMPARED = re.compile("(?:比|较|在)(?:去年|目前|上年)")
_PAST_PLAN = re.compile("十([一二三四五六]五)”?(?:期间|时期|以来)")
_PAST_YEAR = re.compile(r"(?<![到至较比自从过])(20\d\d)年(?!底?前|以来|起|—|-|至|到)")
_TURNS = re.compile(r"(?:到|至)20\d\d年|今年|力争|确保|在此基础|的基础上|基数")


def why_no_target(item: Item) -> str:
    """Return the name of the first reason why a quantity is no commitment of the plan, or nothing."""
    for reason in _REASONS:
        if reason(item):
            return reason.__name__.removeprefix("_is_").removeprefix("is_")
    return ""


def is_past(item: Item) -> bool:
    """Whether the words before a number report a result: 去年增长|5%, 已建成|10家, 2020年新增|3家."""
    if _PAST_DONE.search(item.own) and not _COMPARED.search(item.own):
        return True
    window = item.clause.context.window
    if window is None:
        return False
    before = item.clause.text[item.clause.sentence[0] : item.quantity.start]
    if any(FIVE_YEAR_PLAN[m[1]] + 4 < window.start_year for m in _PAST_PLAN.finditer(before)):
        return True
    years = list(_PAST_YEAR.finditer(before))
    if not years or int(years[-1][1]) >= window.start_year:
        return False
    return _TURNS.search(before, years[-1].end()) is None


def _is_subsidy(item: Item) -> bool:
    """每家奖励|10万元."""
    if item.dimension not in {"money", "usd"}:
        return False
    if not (_SUBSIDY_BEFORE.search(item.own) or _SUBSIDY_BEHIND.match(item.right)):
        return False
    return not _SUBSIDY_TOTAL.search(item.own + item.right[:8])


def _is_subsidy_share(item: Item) -> bool:
    """按投资额的|10%给予补助."""
    text, sentence_end = item.clause.text, item.clause.sentence[1]
    return (
        item.dimension == "percent"
        and item.left.link != "growth"
        and _SUBSIDY_SHARE.search(text, item.quantity.end, sentence_end) is not None
    )


def _is_charge_rate(item: Item) -> bool:
    """减按|15%."""
    return item.dimension == "percent" and _CHARGE_RATE.search(item.own.rstrip("为至到")) is not None


def _is_eligibility(item: Item) -> bool:
    """申报企业须有|3家门店, 对投资|1亿元的企业给予奖励."""
    text, (begin, end) = item.clause.text, item.clause.sentence
    if _APPLICANT.search(text, begin, item.quantity.start):
        return True
    is_condition = _CONDITION.match(item.since_comma)
    return is_condition is not None and _CONSEQUENCE.search(text, item.quantity.end, end) is not None


def _is_ordinal(item: Item) -> bool:
    """第|3家, 5+|3个."""
    return item.own.endswith(("第", "+"))


def _is_in_name(item: Item) -> bool:
    """“|1125聚才计划”: right behind a quotation mark, or a bracket within it; 工程|2.0版: of an edition."""
    text, start = item.clause.text, item.quantity.start
    if _EDITION.match(text, start):
        return True
    is_last_of_name = text.startswith("”", item.quantity.end) and item.quantity.numeral_type != "implicit"
    if not (_NAME_OPENS.search(item.own) or is_last_of_name):  # “民营经济|32条”
        return False
    opening = text.rfind("“", max(0, start - 12), start)
    return opening >= 0 and text.find("”", opening, start) < 0


def _is_capacity_of_project(item: Item) -> bool:
    """年产|3万吨玄武岩纤维制品, 500万吨|煤矿等项目."""
    if not item.right or item.right[0] in BREAK:
        return False
    if item.own.endswith(("年产", "日产", "总投资", "投资额")):
        return item.dimension in {"physical", "money", "count"}
    is_large = item.dimension == "physical" or (
        item.dimension == "count" and item.quantity.unit_as_written[:1] in "万亿"
    )
    return is_large and not item.left.link and _PROJECT.search(item.right) is not None


def _is_baseline(item: Item) -> bool:
    """由2020年的|20家增加到30家, 在现有|20家的基础上."""
    return (
        _BASE.search(item.own) is not None
        or _RISES_TO.match(item.right) is not None
        or item.right.startswith(("的基础上", "基础上"))
    )


def _is_forecast_or_result(item: Item) -> bool:
    """机构预测增长|5%, 完成年度目标的|80%."""
    text, (begin, end) = item.clause.text, item.clause.sentence
    return _FORECAST.search(text, begin, end) is not None or _FULFILLED.search(text, begin, end) is not None


def _is_scope_list(item: Item) -> bool:
    """聚焦|7个先进制造业集群."""
    if _AIM_AT_END.search(item.own):
        return True
    left = item.left
    if left.near_verb or left.first_verb or left.link:
        return False
    words = item.since_comma
    return _SCOPE_LIST.match(words) is not None and not _VERB_AND_NUMBER.search(words, 2)


def _is_part_of_plan(item: Item) -> bool:
    """10项|重点任务, 7|大行动."""
    if item.dimension != "count":
        return False
    if not item.left.link and _PARTS.match(item.right):
        return True
    if item.phrase.endswith("指标"):  # 预期性指标|19项
        return True
    end = item.quantity.end
    is_arabic = item.quantity.numeral_type == "arabic"
    return is_arabic and _PARTS_UNIT.match(item.clause.text[end : end + 3]) is not None


def _is_technical(item: Item) -> bool:
    """设计时速|350公里, 以|3个中心为支撑, 将高达|5亿元, 惠及|3万人, 覆盖|5公里半径, 每|3家, 在|30个县."""
    own, right = item.own, item.right
    return (
        own.endswith(("时速", "速度", "净空", "直径", "将高达", "将达", "每"))
        or (own.endswith("以") and "为" in right[:16])
        or (own.endswith("在") and item.dimension == "count")
        or (own.endswith("(") and right.startswith(")"))
        or _BENEFIT.search(own) is not None
        or _REACH.match(right) is not None
    )


def _closes_list(item: Item) -> bool:
    """满洲里、二连浩特、鄂尔多斯|3个口岸: the number counts the names before it."""
    left, words, count = item.left, item.phrase, item.quantity.value_max
    if not words or words.endswith("等") or left.link or left.comparator or left.near_verb:
        return False
    if not item.right or item.right[0] in BREAK or count < 2:
        return False
    joined = "、" in words or (count == 2 and "和" in words)
    return joined and words.count("、") + words.count("和") + 1 == count


def _is_length_of_time(item: Item) -> bool:
    """15分钟|生活圈, 3年|内."""
    if item.dimension != "time" or item.left.link:
        return False
    return (
        not item.left.comparator
        or item.right.startswith(("内", "前", "以内"))
        or _TIME_CIRCLE.match(item.right) is not None
    )


def _is_hanzi_part(item: Item) -> bool:
    """实施|五大行动, 一个中心: the name of a part; 举办|三场推介会 counts."""
    return item.quantity.numeral_type == "hanzi" and not _hanzi_counts(item)


def _hanzi_counts(item: Item) -> bool:
    quantity, left, right = item.quantity, item.left, item.right
    before_break = not right or right[0] in BREAK
    if quantity.unit_as_written == "亩" and quantity.value_max >= 100:
        return bool(left.near_verb or left.first_verb)  # 布局建设|千亩装配式建筑产业园
    if item.dimension != "count":
        return bool(left.link or left.comparator or before_break) and not right.startswith(("级", "元"))
    is_event = quantity.unit_as_written in {"次", "场", "场次", "期", "轮"}
    if is_event or quantity.value_max == 1:
        return _hanzi_event_counts(item)
    if before_break and quantity.value_max >= 10 and (left.first_verb or left.link or left.comparator):
        return True
    if _PART.match(right) or _PART_BEHIND.match(right):
        return False
    return _stands_behind_verb(item)


def _hanzi_event_counts(item: Item) -> bool:
    """每年召开|一次, 举办|三场; one of other things is a count only with 至少."""
    quantity, text = item.quantity, item.clause.text
    if quantity.value_max == 1 and quantity.unit_as_written not in {"次", "场", "期", "轮"}:
        return item.left.comparator_word in {"至少", "不少于"}
    recent = text[max(0, quantity.start - 24) : quantity.start]
    if _EVERY.search(recent):
        return True
    if quantity.unit_as_written == "次" and quantity.value_max <= 2:
        return _AT_LEAST_AT_END.search(recent) is not None
    return quantity.value_max > 1 and _stands_behind_verb(item)


def _stands_behind_verb(item: Item) -> bool:
    start = item.quantity.start
    return _COUNTING_VERB.search(item.clause.text[max(0, start - 8) : start]) is not None


_REASONS = (
    _is_subsidy,
    _is_ordinal,
    _is_in_name,
    _is_capacity_of_project,
    _is_baseline,
    _is_forecast_or_result,
    _is_scope_list,
    _is_part_of_plan,
    _is_technical,
    _closes_list,
    _is_eligibility,
    _is_subsidy_share,
    _is_charge_rate,
    _is_length_of_time,
    _is_hanzi_part,
    is_past,
)

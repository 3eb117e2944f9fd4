"""What is no target: each reason is one rule, with sentences that it takes and sentences that it leaves."""

from __future__ import annotations

import re

from plantargets.language.lexicon import any_of, load_lexicon
from plantargets.language.rule import rule
from plantargets.language.times import FIVE_YEAR, YEAR, five_year_plan
from plantargets.targets.read.pieces import BREAK, Item

_LISTS = load_lexicon().lists
_HEADS = [word for word, roles in load_lexicon().openers.roles.items() if roles.verb and len(word) > 1]

_SUBSIDY_BEFORE = re.compile(
    rf"{any_of('subsidy_before')}(?![^,。;]{{0,6}}{any_of('subsidy_fund')})[^,。;]{{0,12}}$"
)
_SUBSIDY_BEHIND = re.compile(rf"(?:的)?{any_of('subsidy_once')}?{any_of('subsidy_behind')}")
_SUBSIDY_TOTAL = re.compile(any_of("subsidy_total"))
_SUBSIDY_SHARE = re.compile(any_of("subsidy_share"))
_CHARGE_RATE = re.compile(rf"{any_of('charge_rate')}$")
_APPLICANT = re.compile(rf"{any_of('applying')}{any_of('applicant')}?[^,。;]{{0,10}}{any_of('must')}")
_CONDITION = re.compile(rf"(?:[一二三四五六七八九十]{{1,3}}是)?{any_of('condition')}")
_CONSEQUENCE = re.compile(any_of("consequence"))
_FORECAST = re.compile(
    rf"{any_of('forecaster')}[^,。;]{{0,8}}{any_of('forecast_verb')}|{any_of('forecast_word')}|{any_of('forecast_by')}"
)
_FULFILLED = re.compile(rf"完成{any_of('task_of')}?{any_of('task')}{{1,2}}的\d")
_SCOPE_LIST = re.compile(rf"{any_of('aim')}(?!{any_of('of_rate')})[^,]*$")
_VERB_AND_NUMBER = re.compile(rf"(?:{'|'.join(map(re.escape, _HEADS))})(?=\d)")
_AIM_AT_END = re.compile(rf"{any_of('aim_at')}$")
_PARTS = re.compile(
    rf"[^,。;、\d]{{0,6}}{any_of('plan_part')}(?![值数])|[^,。;、\d]{{0,10}}方案"
    rf"|(?:重点)?{any_of('plan_field')}(?!{any_of('not_plan_field')})"
)
_PARTS_UNIT = re.compile("大(?!型)|方面|类(?!企业)|环节|维度")
_BENEFIT = re.compile(
    rf"{any_of('benefit')}[^,。;]{{0,8}}$|{any_of('since')}20\d\d年{any_of('until')}20\d\d年"
)
_REACH = re.compile(any_of("reach"))
_EDITION = re.compile(r"\d\.\d版")
_NAME_OPENS = re.compile(r"[“《(]$")
_PROJECT = re.compile(rf"等[^,。;]{{0,8}}项目|项目{any_of('project_work')}")
_TIME_CIRCLE = re.compile(rf"[^,。;、]{{0,8}}{any_of('time_circle')}")
_COUNTING_VERB = re.compile(rf"{any_of('counting_verb')}(?:了)?$")
_PART = re.compile(any_of("part"))
_PART_BEHIND = re.compile(rf"[^,。;、]{{0,8}}?{any_of('part_behind')}(?![业目项])")
_EVERY = re.compile(any_of("every"))
_AT_LEAST_AT_END = re.compile(rf"{any_of('at_least')}$")
_PAST_DONE = re.compile(
    rf"连续\d+[年个][^,。;]{{0,12}}$|{any_of('already')}[^,。;]{{0,12}}$|了$|{any_of('until_now')}[^,。;]{{0,30}}$"
)
_PAST_PLAN = re.compile(rf"(?:{FIVE_YEAR.pattern})”?(?:期间|时期|以来)")
_PAST_YEAR = re.compile(rf"(?<![到至较比自从过])({YEAR})年(?!底?前|以来|起|—|-|至|到)")
_YEAR = re.compile(rf"({YEAR})年")
_PLACE = re.compile(any_of("place"))
_NOW = re.compile(rf"{any_of('describes_now')}[^,。;]*$")
_MAY_APPLY = re.compile(any_of("may_apply"))
_REVIEWING = re.compile(rf"{any_of('reviewing')}[^,。;]{{0,10}}$")
_OWN_PARTS = re.compile(rf"[(]{any_of('counts_parts')}$|{any_of('counts_parts')}$")
_VOTES = re.compile(any_of("votes"))
STATE_REACH = 300  # characters in which a later year is looked for
_TURNS = re.compile(rf"(?:到|至){YEAR}年|{any_of('turns_forward')}")


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
    if _is_state_before_deadline(item):
        return True
    first = item.clause.context.window.first_future_year
    if first is None:
        return False
    before = clause.words_beside_bases(clause.sentence[0], item.quantity.start)
    if any(five_year_plan(match)[1] < first for match in _PAST_PLAN.finditer(before)):
        return True
    years = list(_PAST_YEAR.finditer(before))
    if not years or int(years[-1][1]) >= first:
        return False
    return _TURNS.search(before, years[-1].end()) is None


def _is_state_before_deadline(item: Item) -> bool:
    """Whether the number is what was in a year before one already named: 到2025年…;2020年为|20家."""
    if item.left.link_word not in _LISTS["state_link"]:
        return False
    end = item.quantity.start
    years = list(map(int, _YEAR.findall(item.clause.words_beside_bases(max(0, end - STATE_REACH), end))))
    return len(years) > 1 and years[-1] < max(years)


@rule(
    takes=("对新认定的企业每家奖励|10万元|。", "给予企业|5万元|的一次性奖励。"),
    leaves=("财政补助标准提高到|600元|。", "到2027年,兑现奖补资金|2亿元|。"),
)
def subsidy(item: Item) -> bool:
    """Whether it is a subsidy paid to each, no sum that the plan commits itself to reach."""
    if item.dimension not in {"money", "usd"}:
        return False
    if not (_SUBSIDY_BEFORE.search(item.own) or _SUBSIDY_BEHIND.match(item.right)):
        return False
    return not _SUBSIDY_TOTAL.search(item.own + item.right[:8])


@rule(
    takes=("落实“民营经济|32条|”政策。", "实施“|1000家|企业上云”工程。"),
    leaves=("到2027年,培育“小巨人”企业|32家|。",),
)
def in_name(item: Item) -> bool:
    """Whether it is part of a name in quotation marks, of a bracket in it, or of an edition (2.0版)."""
    text, start = item.clause.text, item.quantity.start
    if _EDITION.match(text, start):
        return True
    is_last_of_name = text.startswith("”", item.quantity.end) and item.quantity.numeral_type != "implicit"
    if not (_NAME_OPENS.search(item.own) or is_last_of_name):
        return False
    opening = text.rfind("“", max(0, start - 12), start)
    return opening >= 0 and text.find("”", opening, start) < 0


@rule(
    takes=("推进年产|3万吨|玄武岩纤维项目。", "加快|500万吨|煤矿等项目建设。"),
    leaves=("到2027年,粮食产量达到|500万吨|。",),
)
def capacity_of_project(item: Item) -> bool:
    """Whether it is the size of a named project."""
    if not item.right or item.right[0] in BREAK:
        return False
    if item.own.endswith(_LISTS["project_size"]):
        return item.dimension in {"physical", "money", "count"}
    is_large = item.dimension == "physical" or (
        item.dimension == "count" and item.quantity.unit_as_written[:1] in "万亿"
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
    leaves=("到2027年,市场规模达到|500亿元|。",),
)
def forecast_or_result(item: Item) -> bool:
    """Whether it is a forecast of others, or how much of a task is done."""
    text, (begin, end) = item.clause.text, item.clause.sentence
    return _FORECAST.search(text, begin, end) is not None or _FULFILLED.search(text, begin, end) is not None


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
    takes=("部署|10项|重点任务。", "设置预期性指标|19项|。"),
    leaves=("到2027年,建设|10项|重点工程。",),
)
def part_of_plan(item: Item) -> bool:
    """Whether it counts the plan's own parts: tasks, measures, indicators."""
    if item.dimension != "count":
        return False
    if not item.left.link and _PARTS.match(item.right):
        return True
    if item.phrase.endswith("指标"):
        return True
    end = item.quantity.end
    is_arabic = item.quantity.numeral_type == "arabic"
    return is_arabic and _PARTS_UNIT.match(item.clause.text[end : end + 3]) is not None


@rule(
    takes=("设计时速|350公里|。", "以|3个|中心为支撑。", "项目惠及|3万人|。", "每|3家|企业组成一个联合体。"),
    leaves=("到2027年,高铁里程达到|350公里|。", "到2027年,规上企业保持在|1200户|以上。"),
)
def technical(item: Item) -> bool:
    """Whether it is a technical figure, who benefits, or part of a phrase: 以3个中心为支撑."""
    own, right = item.own, item.right
    return (
        own.endswith(_LISTS["technical"])
        or (own.endswith("以") and "为" in right[:16])
        or (own.endswith("在") and item.dimension == "count" and not item.left.link)
        or (own.endswith("(") and right.startswith(")"))
        or _BENEFIT.search(own) is not None
        or _REACH.match(right) is not None
    )


@rule(
    takes=("建设满洲里、二连浩特、鄂尔多斯|3个|口岸。",),
    leaves=("建设满洲里、二连浩特等|3个|口岸。",),
)
def closes_list(item: Item) -> bool:
    """Whether it counts the names just before it."""
    left, words, count = item.left, item.phrase, item.quantity.value_max
    if not words or words.endswith("等") or left.link or left.comparator or left.near_verb:
        return False
    if not item.right or item.right[0] in BREAK or count < 2:
        return False
    joined = "、" in words or (count == 2 and "和" in words)
    return joined and words.count("、") + words.count("和") + 1 == count


@rule(
    takes=("申报企业须有|3家|门店。", "对当年营业收入首次达到|1亿元|的,按规定给予奖励。"),
    leaves=("到2027年,投资超过|1亿元|。",),
)
def eligibility(item: Item) -> bool:
    """Whether it is a condition that an applicant has to meet."""
    text, (begin, end) = item.clause.text, item.clause.sentence
    if _APPLICANT.search(text, begin, item.quantity.start):
        return True
    is_condition = _CONDITION.match(item.since_comma)
    return is_condition is not None and _CONSEQUENCE.search(text, item.quantity.end, end) is not None


@rule(
    takes=("按投资额的|10%|给予补助。",),
    leaves=("到2027年,服务业投资增长|10%|。",),
)
def subsidy_share(item: Item) -> bool:
    """Whether it is the share of a cost that a subsidy pays."""
    text, sentence_end = item.clause.text, item.clause.sentence[1]
    return (
        item.dimension == "percent"
        and item.left.link != "growth"
        and _SUBSIDY_SHARE.search(text, item.quantity.end, sentence_end) is not None
    )


@rule(
    takes=("减按|15%|征收企业所得税。", "首付|20%|。"),
    leaves=("到2027年,研发投入强度达到|3%|。", "今年赤字率拟按|3%|安排。"),
)
def charge_rate(item: Item) -> bool:
    """Whether it is the rate of a tax, a fee or a loan."""
    if item.dimension != "percent" or item.right.startswith(_LISTS["arranged"]):
        return False
    return _CHARGE_RATE.search(item.own.rstrip("为至到")) is not None


@rule(
    takes=("打造|15分钟|便民生活圈。", "实现|24小时|办结。"),
    leaves=("到2027年,审批时间压缩到|3个工作日|。",),
)
def length_of_time(item: Item) -> bool:
    """Whether it is a length of time within which something is done."""
    if item.dimension != "time" or item.left.link:
        return False
    return (
        not item.left.comparator
        or item.right.startswith(_LISTS["within"])
        or _TIME_CIRCLE.match(item.right) is not None
    )


@rule(
    takes=("实施|五项|行动。", "构建|三个|中心。"),
    leaves=("举办|三场|推介会。", "每年召开|一次|联席会议。"),
)
def hanzi_part(item: Item) -> bool:
    """Whether it is a Chinese numeral in the name of a part, which no verb counts."""
    return item.quantity.numeral_type == "hanzi" and not _hanzi_counts(item)


@rule(
    takes=("到2027年,在已建成|10家|技术中心的基础上巩固提升。", "推动产业升级,目前企业达到|3家|。"),
    leaves=("到2027年,比去年增长|5%|。", "到2027年,建成|10家|企业技术中心。"),
)
def past(item: Item) -> bool:
    """Whether it is a result of the past."""
    return is_past(item)


def _hanzi_counts(item: Item) -> bool:
    quantity, left, right = item.quantity, item.left, item.right
    before_break = not right or right[0] in BREAK
    if quantity.unit_as_written == "亩" and quantity.value_max >= 100:
        return bool(left.near_verb or left.first_verb)  # 布局建设|千亩装配式建筑产业园
    if item.dimension != "count":
        is_one = (
            quantity.unit is not None and quantity.value_max == quantity.unit.factor
        )  # 一美元: an example
        is_bound = item.comparator_behind and item.dimension == "percent"  # 三分之二|以上的行政村
        is_said = is_bound or (before_break and not is_one)
        return bool(left.link or left.comparator or is_said) and not right.startswith(("级", "元"))
    is_event = quantity.unit_as_written in _LISTS["event_unit"]
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
    ),
    leaves=("全市总人口控制在|500万人|以内。", "到2027年,绿地面积达到|30平方公里|。"),
)
def description(item: Item) -> bool:
    """Whether the sentence describes a place or the present, and no verb asks for the number."""
    if item.left.link or item.left.modality or item.left.near_verb or item.left.first_verb:
        return False
    begin, end = item.clause.sentence
    if _NOW.search(item.clause.text, begin, item.quantity.start):
        return True
    return _PLACE.search(item.clause.text, begin, end) is not None


@rule(
    takes=("一、推广的改革举措(共|23项|)。", "知识产权保护方面|5项|。", "从候选项目中票决出|17项|实事。"),
    leaves=("到2027年,制定标准|23项|。",),
)
def own_parts(item: Item) -> bool:
    """Whether it counts parts of the document itself, or what was put to a vote."""
    text, (begin, end) = item.clause.text, item.clause.sentence
    if item.dimension != "count" or item.left.link:
        return False
    is_part = item.quantity.unit_name in _LISTS["part_unit"] and _OWN_PARTS.search(item.own) is not None
    closes = not item.right or item.right[0] in BREAK
    return (is_part and closes) or _VOTES.search(text, begin, end) is not None


@rule(
    takes=("企业新招人员占比达到|25%|的,可申请贷款。", "审核时间不超过|15个工作日|。"),
    leaves=("到2027年,贷款占比达到|25%|。",),
)
def procedure(item: Item) -> bool:
    """Whether it is a condition of what may be applied for, or a limit of a procedure."""
    text, (begin, end) = item.clause.text, item.clause.sentence
    if _YEAR.search(text, begin, end):
        return False
    if item.quantity.unit_as_written in _LISTS["working_days"] and _REVIEWING.search(item.own):
        return True
    return _MAY_APPLY.search(text, item.quantity.end, end) is not None


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
    eligibility,
    subsidy_share,
    charge_rate,
    length_of_time,
    hanzi_part,
    description,
    own_parts,
    procedure,
    past,
)

"""Reasons of rules: the number is a standard, a condition, or what a law or a procedure asks for."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from plantargets.language.lexicon import any_of, first_of
from plantargets.language.rule import rule
from plantargets.targets.judge.reasons.shared import A_YEAR, CHANGES, HEADS, LISTS, OF_A_THING, RAISED_TO
from plantargets.targets.read.comparator import turns_ratio
from plantargets.targets.read.pieces import BREAK, Item

_APPLICANT = re.compile(rf"{any_of('applying')}[^,。;]{{0,12}}{any_of('must')}")
_CONDITION = re.compile(rf"(?:[一二三四五六七八九十]{{1,3}}是)?{any_of('condition')}")
_CONSEQUENCE = re.compile(any_of("consequence"))
_SCOPE_LIST = re.compile(rf"{any_of('aim')}(?!{any_of('of_rate')})[^,]*$")
_VERB_AND_NUMBER = re.compile(rf"(?:{'|'.join(map(re.escape, HEADS))})(?=\d)")
_AIM_AT_END = re.compile(rf"{any_of('aim_at')}$")
_BENEFIT = re.compile(
    rf"(?=[{first_of('benefit', 'since')}])"
    rf"(?:{any_of('benefit')}[^,。;]{{0,8}}$|{any_of('since')}20\d\d年{any_of('until')}20\d\d年)"
)
_REACH = re.compile(any_of("reach"))
_OF_THINGS = re.compile(rf"的(?![^,。;]{{0,6}}{any_of('goal_noun')})[^,。;:、\d]")  # 不足8米|的棚室
_OF_FIRST = re.compile(rf"{any_of('ratio_of_first')}[^,。;]{{0,4}}{any_of('ratio')}$")
_ONE_TO_MANY = Decimal(1) / 3
_IN_CONDITION = re.compile(rf"[^,。;:是]*(?:,{any_of('or_else')}[^,。;:是]*)*的[,;]")
_SIZE_OF = re.compile(rf"{any_of('size_of')}$")
_MAY_APPLY = re.compile(any_of("may_apply"))
_ALLOWS = re.compile(rf"(?:^|[,。;]){any_of('allows')}")
_REVIEWING_BEFORE = re.compile(any_of("reviewing"))
_REVIEWING = re.compile(rf"{any_of('reviewing')}[^,。;]{{0,10}}$")
_SUBMITS = re.compile(any_of("submits"))
_EACH_PERSON = re.compile(rf"{any_of('each_person')}[^,。;\d]{{0,12}}$")
_OF_EACH_CLASS = re.compile(rf"{any_of('each_person')}[^,。;\d]{{0,6}}:")
_EACH_DAY = re.compile(rf"{any_of('each_day')}[^,。;\d]{{0,14}}$")
_PRICE_CHANGE = re.compile(rf"{any_of('price_change')}[^,。;\d]{{0,4}}$")
_RULED = re.compile(rf"的[^,。;、\d]{{1,14}}?(?!{any_of('no_rule_verb')}){any_of('rule_verb')}")
_MAY_DO = re.compile(
    rf"(?=[{first_of('may')}])(?<!不){any_of('may')}(?:{'|'.join(map(re.escape, HEADS))})[^,。;\d]{{0,6}}$"
)
_SCORED = re.compile(rf"{any_of('scores')}\d+(?:\.\d+)?分")
_TEAM = re.compile(rf"{any_of('each_team')}[^,。;\d]{{0,8}}$")
_CODED = re.compile(rf"{any_of('coded')}共?$")
_THEN = re.compile(rf"的{any_of('then')}")
_DISCHARGED = re.compile(any_of("discharged"))
_KEPT = re.compile(any_of("to_be_kept"))
_DEFINES = re.compile(any_of("defines"))
_SITS_AS_A_RULE = re.compile(rf"{any_of('as_a_rule')}[^,。;]{{0,12}}$")
_SITTING = re.compile(rf"[^,。;、]{{0,10}}{any_of('sitting')}")
_BESIDE = re.compile(rf"{any_of('beside')}$")
CONDITION_REACH = 200  # characters in which a condition ends


@lru_cache(maxsize=8)
def _rules_on_papers(text: str, begin: int, end: int) -> bool:
    return _SUBMITS.search(text, begin, end) is not None


@lru_cache(maxsize=8)
def _names_year(text: str, begin: int, end: int) -> bool:
    return A_YEAR.search(text, begin, end) is not None


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
    if _SIZE_OF.search(own) and item.comparator_behind and item.is_last and OF_A_THING.match(right):
        return True
    if _is_size_in_bracket(item) or item.phrase.endswith(LISTS["designed"]):
        return True
    if item.dimension == "physical" and right and right[0] not in BREAK and _BESIDE.search(own):
        return True
    return (
        own.endswith(LISTS["technical"])
        or (own.endswith(LISTS["carries"]) and OF_A_THING.match(right) is not None)
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
    if words.endswith(LISTS["size_of"]):  # 大型水库2座(总库容|5.8亿立方米|)
        return True
    if text[end + 1 : end + 2] in {"", *BREAK}:
        return False
    return not (item.left.link or item.left.comparator or words.startswith("其中")) and ")" not in words


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
        "每班人数:乳儿班10人以下、托小班|15人|以下。",
        "出水执行一级A标准,氨氮不高于|5毫克/升|。",
    ),
    leaves=(
        "每人培训不少于|2次|。",
        "平均等待时间不超过|2小时|。",
        "工业用电价格上调|10%|。",
        "新建住宅不超过|80万平方米|。",
        "到2027年,出水氨氮不高于|5毫克/升|。",
        "监测台站间距不大于|20公里|。",
        "历史建筑修缮|136处|。",
        "统筹教师编制,招聘教师|300人|。",
    ),
)
def norm(item: Item) -> bool:
    """Whether it is a limit that a rule sets: of a worker, a class, a day, a price, a house, an outlet."""
    bound, unit = item.left.comparator, item.quantity.unit_as_written
    is_price = bound or item.dimension == "money"  # 每千瓦时加价|0.1元
    if (bound == "le" and _EACH_PERSON.search(item.own)) or (is_price and _PRICE_CHANGE.search(item.own)):
        return True
    is_size = item.dimension == "physical" and item.phrase.endswith(LISTS["size_of_building"])
    is_near = unit not in LISTS["unit_of_distance"]  # not 台站间距不大于|20公里
    is_work = item.dimension == "time" and unit in LISTS["unit_of_work"]
    if bound and ((is_size and is_near) or (is_work and _EACH_DAY.search(item.since_comma))):
        return True
    counts_posts = item.phrase.endswith(LISTS["posts"]) and not (item.left.first_verb or item.left.near_verb)
    if counts_posts or _TEAM.search(item.own) or _CODED.search(item.own) or _is_limit_of_head(item):
        return True
    if _SCORED.search(item.clause.text, item.quantity.end, item.clause.end):
        return True
    is_kept = _KEPT.search(item.clause.text, item.quantity.end, item.clause.end) is not None
    return is_kept and not (item.left.first_verb or item.left.near_verb)


def _is_limit_of_head(item: Item) -> bool:
    """Whether the words before say that limits follow: 每班人数:乳儿班|10人|以下, 出水氨氮不高于|5毫克/升."""
    text, begin, end = item.clause.text, item.clause.sentence[0], item.quantity.start
    if item.quantity.unit_as_written not in LISTS["unit_of_concentration"]:
        return item.comparator_behind == "le" and _OF_EACH_CLASS.search(text, begin, end) is not None
    is_listed = text[end - 1] in "、和及与"  # 分别不高于10、|35|、50毫克/立方米
    limits = (item.left.comparator or is_listed) and _DISCHARGED.search(text, begin, end)
    return bool(limits) and not _names_year(text, begin, item.start)


@rule(
    takes=(
        "申报企业须有|3家|门店。",
        "对当年营业收入首次达到|1亿元|的,按规定给予奖励。",
        "对增长超过|20%|的企业,给予奖励。",
    ),
    leaves=("到2027年,投资超过|1亿元|。", "对地方转移支付规模增长|9.5%|,给予倾斜。"),
)
def eligibility(item: Item) -> bool:
    """Whether it is a condition that an applicant has to meet."""
    text, (begin, end) = item.clause.text, item.clause.sentence
    if _APPLICANT.search(text, begin, item.quantity.start):
        return True
    tells_which = item.left.comparator != "" and item.right.startswith("的")  # 增长超过|20%|的企业
    return (
        _CONDITION.match(item.since_comma) is not None
        and (item.left.link != "growth" or tells_which)
        and _CONSEQUENCE.search(text, item.quantity.end, end) is not None
    )


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
    takes=("赤字规模4.06万亿元,比上年增加|1800亿元|。",),
    leaves=("一般公共预算收入比上年增加|20亿元|。", "赤字规模4.06万亿元,税收比上年增加|20亿元|。"),
)
def difference(item: Item) -> bool:
    """Whether it only says how far the level before it is from last year's: 比上年增加|1800亿元."""
    base = item.clause.last_base(item.clause.start, item.quantity.start)
    if base is None or not base.is_last_year:
        return False
    is_amount = item.dimension not in {"percent", "point", "multiple"} and item.left.link in CHANGES
    return is_amount and item.clause.text[base.start - 1] in ",、" and item.quantity.start - base.end <= 6


@rule(
    takes=(
        "入围企业为|2家|的,今年采取议价方式。",
        "降雨量达到|100毫米|时,应当转移群众。",
        "造林成活率不低于|85%|的验收合格。",
        "常住人口|4000人|以上的行政村可独立办园。",
        "行政村可增设|1所|村卫生室。",
        "排名前|3位|的县予以通报表扬。",
        "儿童身高|1.2米|以下免票。",
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
    if item.comparator_behind and item.right.startswith(LISTS["free_of"]):
        return True
    if item.right.startswith(LISTS["when"]) and text.startswith(",", item.tail + 1):
        return True
    limit = min(item.clause.sentence[1] + 1, end + CONDITION_REACH)
    ends = text.find("的,", end, limit) >= 0 or text.find("的;", end, limit) >= 0
    return ends and _IN_CONDITION.match(text, end, limit) is not None


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
    is_limit = item.quantity.unit_as_written in LISTS["working_days"] and not item.left.link
    if is_limit and _REVIEWING_BEFORE.search(text, begin, item.quantity.start):
        return True
    if item.left.comparator == "le" and _ALLOWS.search(text, begin, item.quantity.start):
        return True
    is_cut = item.left.link == "level" and RAISED_TO.search(item.left.link_word)  # 审批时限压缩至|7个工作日
    if item.quantity.unit_as_written in LISTS["working_days"] and _REVIEWING.search(item.own) and not is_cut:
        return True
    if _rules_on_papers(text, begin, end):
        return True
    return _MAY_APPLY.search(text, item.quantity.end, end) is not None


@rule(
    takes=(
        "优先改造跨度不足|8米|的棚室。",
        "整治亩均税收低于|3万元|的地块。",
        "消除|56人|以上大班额。",
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
    if item.comparator_behind and item.right.startswith(LISTS["sized_class"]):  # 消除|56人|以上大班额
        return True
    if item.left.comparator != "lt" or item.left.link or item.comparator_behind:
        return False
    return _OF_THINGS.match(item.right) is not None


@rule(
    takes=("床位与护工之比不低于|1:0.8|。", "设备配比达到|2:3|以上。"),
    leaves=(
        "医护比达到|1:1.25|以上。",
        "桩车比达到|1:2|以上。",
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
    is_told = turns_ratio(item.phrase) or _OF_FIRST.search(item.phrase)
    return bool(is_bound) and item.quantity.value_max > _ONE_TO_MANY and not is_told

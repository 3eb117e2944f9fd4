"""Reasons of time: it was, it is so now, it is what a target starts from, or how long something lasts."""

from __future__ import annotations

import re
from functools import lru_cache

from plantargets.language.lexicon import any_of, first_of
from plantargets.language.rule import rule
from plantargets.language.times import FIVE_YEAR, YEAR, five_year_plan
from plantargets.targets.judge.reasons.shared import A_YEAR, LISTS, LOOKS_AHEAD, looks_ahead
from plantargets.targets.read.pieces import BREAK, Item

_FORECAST = re.compile(
    rf"(?=[{first_of('forecaster', 'forecast_word', 'forecast_by', 'asks_for')}])"
    rf"(?:{any_of('forecaster')}[^,。;]{{0,8}}{any_of('forecast_verb')}"
    rf"|{any_of('forecast_word', 'forecast_by', 'asks_for')})"
)
_FULFILLED = re.compile(rf"完成{any_of('task_of')}?{any_of('task')}{{1,2}}的\d")
_TO_BE_FULFILLED = re.compile(
    rf"[月年度][底末]?{any_of('time_before')}|{any_of('frame_modality')}"  # 9月底前完成年度任务的80%
)
_TIME_CIRCLE = re.compile(rf"[^,。;、]{{0,8}}{any_of('time_circle')}")
_PAST_DONE = re.compile(
    rf"(?=[连{first_of('already', 'until_now')}了])"
    rf"(?:连续\d+[年个][^,。;]{{0,12}}$|{any_of('already')}(?!率)[^,。;]{{0,12}}$|了$|{any_of('until_now')}[^,。;]{{0,30}}$)"
)
_YIELDS = re.compile(rf"{any_of('works_done')}后[^。;]{{0,16}}{any_of('may_yield')}")
_PAST_PLAN = re.compile(rf"(?:{FIVE_YEAR.pattern})”?{any_of('plan_period')}")
_PAST_PLAN_END = re.compile(rf"(?:{FIVE_YEAR.pattern})”?{any_of('plan_over')}")
_PAST_YEAR = re.compile(rf"(?=[12])(?<![到至较比自从过])(?<!基于)({YEAR})年(?!底?前|以来|起|—|-|至|到)")
_PAST_DEADLINE = re.compile(rf"(?=[,:截到至])(?:^|[,:])截?[到至]({YEAR})年[底末]?")
_REACHED_IN = re.compile(rf"[到至为]({YEAR})年[底末]?的$")
_PAST_TIME = re.compile(rf"(?:^|[,:]){any_of('past_time')}")
_PLACE = re.compile(rf"{any_of('place')}|{any_of('holds_below')}(?![区内域置理])")  # not 辖区
_ALREADY = LISTS["already"][0]
_IN_USE = re.compile(rf"[^。;]*{_ALREADY}{any_of('in_use')}")
_IS_PART = ",占"
_ONE_WORK = re.compile(
    rf"{any_of('of_one_work')}[^,。;、]{{0,4}}\d"
    rf"|(?<!{any_of('not_distant')}){any_of('distant')}[^,。;、\d]{{2,8}}\d[\d.]*{any_of('unit_of_distance')}"
)
_PROJECT_COST = re.compile(rf"{any_of('project_cost')}(?=\d)")
_WHEN_BUILT = re.compile(rf",[^,。;]{{0,4}}{any_of('when_built')}")
_PER_ONE = re.compile(any_of("per_one", "per_many"))
_NOW = re.compile(rf"{any_of('describes_now')}[^,。;]*$")
_PRESENT_WORD, _PAST_WORD = re.compile(any_of("present_state")), re.compile(any_of("past_time"))
_AT_PRESENT = re.compile(rf"(?:^|[,:])(?:[全我][国省市县区州])?{any_of('present_state')}")
_STANDS = re.compile(rf"{any_of('stands_now')}[^,。;]*$")
_STANDS_BEFORE = re.compile(any_of("stands_now"))
_PERFECTIVE = re.compile(rf"[^,。;]*{any_of('perfective_verb')}了")
_WORK_AT_END = re.compile(rf"{any_of('verbal_noun')}$")
_AGE_OF = re.compile(r"[^,。;:、)]{2}")
STATE_REACH = 300  # characters in which a later year is looked for
_TURNS = re.compile(rf"(?=[到至{first_of('turns_forward')}])(?:[到至]{YEAR}年|{any_of('turns_forward')})")


@lru_cache(maxsize=8)
def _foretells(text: str, begin: int, end: int) -> bool:
    if _FORECAST.search(text, begin, end):
        return True
    fulfilled = _FULFILLED.search(text, begin, end)
    return fulfilled is not None and not _TO_BE_FULFILLED.search(text, begin, fulfilled.start())


@lru_cache(maxsize=8)
def _of_one_project(text: str, begin: int, end: int) -> bool:
    cost = _PROJECT_COST.search(text, begin, end)
    return cost is not None and _WHEN_BUILT.search(text, cost.end(), end) is not None


@lru_cache(maxsize=8)
def _of_one_work(text: str, begin: int, end: int) -> bool:
    return _ONE_WORK.search(text, begin, end) is not None


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
    reached = _REACHED_IN.search(before)
    if reached is not None and int(reached[1]) < first:  # 由2020年的500家增加到2025年的|1200家
        return True
    # 到2023年底 in a plan of 2024 is over too
    names_past = any(int(year) < first for year in A_YEAR.findall(before))
    return names_past and any(
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
    return LOOKS_AHEAD.search(text, begin, end) is None


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
    if item.left.link_word not in LISTS["state_link"]:
        return False
    end = item.quantity.start
    years = list(map(int, A_YEAR.findall(item.clause.words_beside_bases(max(0, end - STATE_REACH), end))))
    return len(years) > 1 and years[-1] < max(years)


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
        "项目建成后年产值可达|150亿元|。",
        "全面达产后,预计年销售收入|30亿元|。",
    ),
    leaves=(
        "到2027年,市场规模达到|500亿元|。",
        "9月底前完成年度目标任务的|80%|。",
        "到2027年,水库建成后供水能力达到|3亿立方米|。",
    ),
)
def forecast_or_result(item: Item) -> bool:
    """Whether it is a forecast, how much of a task is done, or what works will yield once they stand."""
    text, sentence = item.clause.text, item.clause.sentence
    return _foretells(text, *sentence) or _YIELDS.search(text, sentence[0], item.quantity.start) is not None


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
    is_term = item.phrase.endswith(LISTS["term_of"])  # 贷款期限不超过|36个月
    if (
        item.right.startswith(LISTS["lasts_for"])
        or item.phrase.endswith(LISTS["working_time"])
        or (is_term and item.left.comparator == "le" and not item.left.link)
    ):
        return True
    is_measured = item.phrase.endswith(LISTS["measured_time"]) and (
        not item.right or item.right[0] in BREAK + "("
    )
    if is_measured or item.left.first_verb in LISTS["changes_time"]:  # 延长地铁运营时间|1小时
        return False
    if item.left.link:
        return (
            not item.left.comparator and _TIME_CIRCLE.match(item.right) is not None
        )  # 提升|15分钟|健身圈功能
    return (
        not item.left.comparator
        or item.right.startswith(LISTS["within"])
        or _TIME_CIRCLE.match(item.right) is not None
    )


@rule(
    takes=(
        "到2027年,在已建成|10家|技术中心的基础上巩固提升。",
        "今年推动产业升级,去年企业达到|3家|。",
        "企业由2010年的500家增加到2015年的|1200家|,力争到2027年达到2500家。",
    ),
    leaves=("到2027年,比去年增长|5%|。", "到2027年,建成|10家|企业技术中心。"),
)
def past(item: Item) -> bool:
    """Whether it is a result of the past."""
    return is_past(item)


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
        "主线设计速度120公里/小时,路基宽度34.5米,特大桥|3座|。",
        "水库总库容|3.2亿立方米|,坝高98米。",
        "变电站|3座|,日供水能力10万吨,污水处理厂已投运。",
        "景区距机场35公里,游步道|12公里|。",
        "产业园项目总投资18亿元,占地320亩,建设厂房|26万平方米|。",
        "全县水土流失面积|820平方公里|,占国土面积的38.6%。",
    ),
    leaves=(
        "全市总人口控制在|500万人|以内。",
        "旅游业增加值占地区生产总值比重超过|5%|。",
        "为|100所|海拔1500米以上的学校建设供暖设施。",
        "到2027年,绿地面积达到|30平方公里|。",
        "到2027年,拥有平台|10个|。",
        "公厕服务半径不超过|500米|。",
        "高校生均占地面积不低于|30平方米|。",
        "到2027年,新建水库,坝高98米,供水能力达到|3亿立方米|。",
    ),
)
def description(item: Item) -> bool:
    """Whether the sentence describes a place or what is there, and no verb asks for the number."""
    left, text, begin = item.left, item.clause.text, item.clause.sentence[0]
    if _of_one_project(text, *item.clause.sentence):
        return True  # 项目总投资18亿元,占地320亩,建设厂房|26万平方米
    is_bounded = left.comparator and (
        item.phrase.endswith(LISTS["bounded_place"]) or _PER_ONE.search(item.phrase) is not None
    )
    is_asked = left.link and (left.link_word not in LISTS["description_link"] or looks_ahead(item))
    if left.modality or left.near_verb or left.first_verb or is_bounded or is_asked:
        return False
    if _STANDS.search(item.own) and not _WORK_AT_END.search(item.phrase):
        return not looks_ahead(item)
    if not left.link and _STANDS_BEFORE.search(text, begin, item.start):
        is_of_which = text.startswith(LISTS["of_which"], item.clause.start)
        if is_of_which or not looks_ahead(item):
            return True  # 现有草场120万亩,存栏肉牛|8.6万头
    if _tells_what_is_there(item):
        return not looks_ahead(item)
    says_now = _NOW.search(text, begin, item.quantity.start)
    begin = item.clause.start if left.comparator else begin  # 水深2.5米,事故率小于等于|0.1%
    return bool(says_now) or _PLACE.search(text, begin, item.quantity.start) is not None


def _tells_what_is_there(item: Item) -> bool:
    """Whether the sentence tells of one work, of what is in use, or which part of a place something is."""
    text, left = item.clause.text, item.left
    if left.comparator:
        return False
    if not item.comparator_behind and _of_one_work(text, *item.clause.sentence):
        return True  # 路基宽34米,特大桥|3座
    end = item.clause.sentence[1]
    if text.find(_ALREADY, item.tail, end) >= 0 and _IN_USE.match(text, item.tail, end):
        return True  # 日供水能力|10万吨|,污水处理厂已投运
    is_bare = not (left.link or item.right.strip(","))
    return is_bare and text.startswith(_IS_PART, item.tail)  # 水土流失面积|820平方公里|,占国土面积的38.6%


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
    return now is not None and LOOKS_AHEAD.search(before, now.end()) is None


@rule(
    takes=("每千人口拥有|3岁|以下婴幼儿托位数。", "招收|16岁|以上青年。"),
    leaves=("人均预期寿命达到|80岁|以上。",),
)
def age(item: Item) -> bool:
    """Whether it is the age of those who are spoken of: |3岁|以下婴幼儿."""
    if item.quantity.unit_as_written not in LISTS["age_unit"]:
        return False
    is_bound = item.comparator_behind or item.quantity.value_min != item.quantity.value_max
    return bool(is_bound) and _AGE_OF.match(item.right) is not None

"""The kind of a target: level, increment, growth, reduction, share, activity, multiple, capacity, threshold.

Each rule gives one kind. They stand in falling strength, the first that holds decides: for rates (%, 百分点)
those of `RATES`, for everything else those of `AMOUNTS`.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from plantargets.language.lexicon import any_of, load_lexicon, one_of
from plantargets.language.rule import Rule, first_that_holds, rule
from plantargets.targets.read.noun import Phrases
from plantargets.targets.read.openers import is_part_of_noun
from plantargets.targets.read.pieces import Item

_LISTS = load_lexicon().lists
_OPENERS, _CLOSERS = load_lexicon().openers.roles, load_lexicon().closers.roles
_ACTIVITY_UNITS = frozenset(_LISTS["activity_unit"])
_CHANGES = frozenset({"growth", "reduction"})
_WEAK_LINKS = frozenset(_LISTS["weak_link"])
_DONE_LINKS = frozenset(_LISTS["done_link"])
_STATE_LINKS = frozenset(_LISTS["reached_link"])
_LOWER = tuple(word for word, roles in _CLOSERS.items() if roles.comparator == "lt")
_GROWTH_MEASURE = re.compile(rf"{any_of('growth_measure')}(?:的?{any_of('goal_of')})?$")
_GROWTH_BEHIND = re.compile(rf"的?{any_of('growth_measure')}")
_REDUCTION_MEASURE = re.compile(rf"{any_of('reduction_measure')}$")
_VERBAL_NOUN = re.compile(rf"{any_of('verbal_noun')}$")
_TOTAL = re.compile(rf"{any_of('total')}$")
_NEW = re.compile(any_of("new"))
_CUMULATED = re.compile(any_of("cumulated_before"))
_STOCK = re.compile(rf"{any_of('stock_measure')}$")
_FLOW = re.compile(rf"{any_of('flow_measure')}$")
_ADDS = (word for word, roles in _OPENERS.items() if roles.verb.startswith("increment") and len(word) > 1)
_INSTALLED = re.compile("|".join(map(re.escape, _ADDS)))
_NEWS = (
    word
    for word, roles in _OPENERS.items()
    if roles.verb == "increment_strong" and word.startswith(("新", "净"))
)
_ADDED_BY = re.compile(rf".{{2,}}(?:{any_of('adds_behind')}|{one_of(_NEWS)})(?=..)")
_PUSHED = re.compile(rf".{{2,}}{any_of('pushing_verb')}(?:{_INSTALLED.pattern})(?=..)")
_MADE_AT_END = re.compile(rf"(?:{_INSTALLED.pattern})$")
_WORK = re.compile(rf"(?:{any_of('verbal_noun')}|{_INSTALLED.pattern})$")
_PASSENGERS = re.compile(any_of("passengers"))
_TRAINING = re.compile(any_of("training_verb"))
_TRAINING_PLACE = re.compile(any_of("training_place"))
_ACTIVITY = re.compile(rf"{any_of('activity')}(?!{any_of('one_who')})")
_SERVICE = re.compile(any_of("service"))
_RELIEF = re.compile(any_of("relief"))
_OF_EACH = re.compile(rf"{any_of('sum_of_each')}$")
_HELPED, _SITE_HOLDS = re.compile(any_of("helped")), re.compile(any_of("holds"))
_DONE_FOR = re.compile(rf"{any_of('done_for')}{any_of('whole_place')}?$")
_SITE = re.compile(any_of("site"))
_ACTS = (word for word, roles in _OPENERS.items() if roles.verb == "activity" and len(word) > 1)
_DONE_BY = re.compile(rf"{any_of('acting')}(?:{'|'.join(map(re.escape, _ACTS))})")
_LOST = (word for word, roles in _OPENERS.items() if roles.verb == "reduction" and len(word) > 1)
_GONE = re.compile(rf"[^,。;、和\d]{{2,10}}?(?:{one_of(_LOST)})$")
_AIMS = re.compile(any_of("frame_modality"))
_RATE = re.compile(rf"{any_of('rate_measure')}$")
_EACH = frozenset({"每", "各"})
_CUMULATED_WITHIN = 30  # characters


class Measured(NamedTuple):
    """What the kind of a number is told from.

    Attributes
    ----------
    item, phrases
        The number with its words, and what it counts or measures.
    link, link_word
        The link verb and its code, its own or the one it shares with the number before (分别增长5%、|6%).
    last_kind, last_unit
        The kind and the unit of the number before.
    """

    item: Item
    phrases: Phrases
    link: str
    link_word: str
    last_kind: str
    last_unit: str

    @property
    def verb(self) -> str:
        """The code of the verb: increment, increment_strong, level, reduction or activity; empty if none."""
        word = self.phrases.verb
        return _OPENERS[word].verb if word in _OPENERS else ""

    @property
    def written(self) -> str:
        """The unit as the table of units writes it."""
        unit = self.item.quantity.unit
        return unit.written if unit is not None else ""

    @property
    def noun(self) -> str:
        """What is counted or measured."""
        text = self.item.clause.text
        return "".join(text[begin:end] for begin, end in self.phrases.indicator)

    @property
    def is_event(self) -> bool:
        """Whether the unit may count what is done: 场, 人次, 小时."""
        return self.item.dimension in {"count", "time"}

    @property
    def are_persons(self) -> bool:
        """Whether the unit counts people or households."""
        unit = self.item.quantity.unit
        return unit is not None and (
            unit.dimension in {"people", "person_times"} or unit.written in _LISTS["household_unit"]
        )


def kind_of(measured: Measured) -> tuple[str, str]:
    """Return the kind of a target, and the name of the rule that says so."""
    rules = RATES if measured.item.dimension in {"percent", "point"} else AMOUNTS
    return first_that_holds(rules, measured, "")


# Rates


@rule(
    takes=("到2027年,单位能耗下降|13.5%|。", "到2027年,碳排放强度降幅|4%|。"),
    leaves=("到2027年,工业增加值增长|6%|。",),
)
def falls(measured: Measured) -> str:
    """Say that a rate falls: 下降|5%, 降幅|4%."""
    is_fall = measured.link == "reduction" or _REDUCTION_MEASURE.search(measured.item.phrase)
    return "reduction" if is_fall else ""


@rule(
    takes=("到2027年,工业增加值增长|6%|。", "工业增加值增速|6%|。", "今年确定|4.5%|左右的增长目标。"),
    leaves=("到2027年,森林覆盖率达到|60%|。",),
)
def grows(measured: Measured) -> str:
    """Say that a rate grows: 增长|5%, 增速|6%, |4.5%|的增长目标."""
    item = measured.item
    is_growth = measured.link == "growth" or _GROWTH_MEASURE.search(item.phrase)
    return "growth" if is_growth or _GROWTH_BEHIND.match(item.right) else ""


@rule(
    takes=("下降率3%、|5%|。",),
    leaves=("工业增加值增长6%,森林覆盖率|60%|。",),
)
def bare_like_the_one_before(measured: Measured) -> str:
    """Say that a number without words of its own is what the one before it is: 下降率3%、|5%."""
    item, last = measured.item, measured.last_kind
    is_bare = not item.phrase and not measured.phrases.noun_behind and not item.left.link
    return last if is_bare and last in {"growth", "reduction", "share"} else ""


@rule(
    takes=("生产总值增长6%,固定资产投资|8%|。",),
    leaves=("生产总值增长6%,城镇化率|70%|。",),
)
def flow_beside_growth(measured: Measured) -> str:
    """Say that a flow listed behind a growth grows too: 生产总值增长6%,固定资产投资|8%."""
    item = measured.item
    is_listed = measured.last_kind == "growth" and not item.left.link
    return "growth" if is_listed and _FLOW.search(item.phrase) else ""


@rule(
    takes=("生产总值增长5.5%以上,力争达到|6%|。",),
    leaves=(
        "城镇化率提高2个百分点,力争达到|70%|。",
        "绿色食品占比增长5%,力争达到|60%|。",
        "生产总值增长5.5%,失业率力争达到|5%|。",
    ),
)
def aimed_higher(measured: Measured) -> str:
    """Say that a growth that is to be more yet is one: 增长5.5%以上,力争达到|6%."""
    item = measured.item
    is_growth = (
        measured.last_kind in {"growth", "reduction"} and measured.last_unit == "%" and not item.phrase
    )
    aims = is_growth and measured.link == "level" and _AIMS.search(item.since_comma)
    return measured.last_kind if aims and not _RATE.search(measured.noun) else ""


@rule(
    takes=("淘汰落后产能|30%|。", "压缩药品费用占比|3个百分点|。"),
    leaves=("淘汰落后产能比例达到|30%|。", "拆除面积不应大于现状总面积的|20%|。"),
)
def share_retired(measured: Measured) -> str:
    """Say that a share, or points, of what is given up is a fall: 淘汰落后产能|30%."""
    left = measured.item.left
    is_capped = left.comparator in {"le", "lt"}  # 拆除面积不大于总面积的|20%
    return "reduction" if measured.verb == "reduction" and not (left.link or is_capped) else ""


@rule(takes=("到2027年,森林覆盖率达到|60%|。",), leaves=("城镇化率提高|2个百分点|。",))
def share(measured: Measured) -> str:
    """Say that any other number in % is a share."""
    return "share" if measured.item.dimension == "percent" else ""


@rule(
    takes=("今年,失业率低于上年|0.5个百分点|。",),
    leaves=("今年,居民收入增速快于上年|0.5个百分点|。",),
)
def below_base(measured: Measured) -> str:
    """Say that points below an earlier level are a fall: 低于上年|0.5个百分点."""
    base = measured.item.clause.base_around(measured.item.quantity.start - 1)
    is_below = base is not None and base.words.startswith(_LOWER) and measured.item.dimension == "point"
    return "reduction" if is_below else ""


@rule(takes=("高于全国平均水平|1个百分点|。",), leaves=("城镇化率下降|1个百分点|。",))
def points(measured: Measured) -> str:
    """Say that any other number of percentage points is a growth."""
    return "growth" if measured.item.dimension == "point" else ""


# Amounts


@rule(takes=("到2027年,产业规模达到2020年的|2倍|。",), leaves=("到2027年,企业达到|2家|。",))
def multiplied(measured: Measured) -> str:
    """Say that a number of times is a multiple."""
    return "multiple" if measured.item.dimension == "multiple" else ""


@rule(takes=("到2027年,完善营商环境指数超过|86|。",), leaves=("到2027年,企业达到|86家|。",))
def number_without_unit(measured: Measured) -> str:
    """Say that a number without a unit is a level: an index."""
    return "" if measured.item.dimension else "level"


@rule(takes=("全年为企业减税降费|100亿元|。",), leaves=("全年完成税收|100亿元|。",))
def relief(measured: Measured) -> str:
    """Say that money of which people are relieved is taken away: 减税降费|100亿元."""
    if measured.item.dimension != "money":
        return ""
    return "reduction" if _RELIEF.search(measured.item.phrase + measured.phrases.verb) else ""


@rule(
    takes=("到2027年,压减煤炭消费总量至|100万吨|。", "办理时限缩短至|7个工作日|。"),
    leaves=("到2027年,压减煤炭消费|100万吨|。", "开展培训增加到|70小时|。"),
)
def reduced_to(measured: Measured) -> str:
    """Say that what something is brought down to is a level: 压减总量至|100万吨, 办理时限缩短至|7个工作日."""
    is_reduction = "reduction" in {measured.link, measured.verb}
    stem = measured.link_word.removesuffix("至").removesuffix("到")
    is_reduction = is_reduction or (stem in _CLOSERS and _CLOSERS[stem].link == "reduction")
    is_end = measured.link == "level" and measured.link_word not in _DONE_LINKS
    return "level" if is_reduction and is_end else ""


@rule(
    takes=(
        "到2027年,压减煤炭消费|100万吨|。",
        "到2027年,煤炭消费完成压减|100万吨|。",
        "拆违|10万平方米|。",
        "年减排二氧化碳|12万吨|。",
    ),
    leaves=("到2027年,压减煤炭消费总量至|100万吨|。",),
)
def reduced_by(measured: Measured) -> str:
    """Say that what is taken away is a reduction: 压减|100万吨, 拆违|10万平方米."""
    phrase, unit = measured.item.phrase, measured.item.quantity.unit
    is_noun = not measured.link and phrase.endswith(_LISTS["reduction_noun"])
    cuts = (
        unit is not None
        and unit.dimension == "mass"
        and phrase.removeprefix("年").startswith(_LISTS["emission_cut"])
    )
    return (
        "reduction"
        if is_noun or (cuts and not measured.link) or "reduction" in {measured.link, measured.verb}
        else ""
    )


@rule(
    takes=("新建机组供电煤耗不高于|270克标准煤/千瓦时|。", "建设高密度路网|8公里/平方公里|。"),
    leaves=("新增供水能力|20万吨/日|。", "病虫害防治节本|20元/亩|。"),
)
def intensity(measured: Measured) -> str:
    """Say that one thing for each of another is a level, whatever is new: 煤耗|270克标准煤/千瓦时."""
    unit = measured.item.quantity.unit
    if measured.link in _CHANGES or unit is None or unit.sort in {"money", "usd"}:
        return ""
    _, _, below = measured.item.quantity.unit_name.rpartition("/")
    is_of_time = below in _LISTS["unit_of_time"]
    return "level" if below != measured.item.quantity.unit_name and not is_of_time else ""


@rule(takes=("文艺下乡|20场|。",), leaves=("新增文艺团体|20家|。",))
def event(measured: Measured) -> str:
    """Say that units of what is held count an activity: 文艺下乡|20场."""
    return "activity" if measured.is_event and measured.written in _ACTIVITY_UNITS else ""


@rule(
    takes=("新增旅游|100万人次|。",),
    leaves=("接待游客|100万人次|。", "新引进药械100种,接待医疗旅游|100万人次|。"),
)
def persons_won(measured: Measured) -> str:
    """Say that 人次 that are added are an increment: 新增|100万人次."""
    left = measured.item.left
    is_own = left.first_verb or left.near_verb or not _PASSENGERS.search(measured.item.phrase)
    is_won = measured.written in _LISTS["person_times_unit"] and measured.verb == "increment_strong"
    return "increment" if is_won and is_own else ""


@rule(
    takes=("接待游客|100万人次|。", "枢纽年集散能力达到|1亿人次|。"),
    leaves=("服务群众|100万人次|。",),
)
def passengers(measured: Measured) -> str:
    """Say that 人次 of those who travel are a level: 接待游客|100万人次."""
    if measured.written not in _LISTS["person_times_unit"]:
        return ""
    return "level" if _PASSENGERS.search(measured.noun + measured.item.phrase) else ""


@rule(takes=("服务群众|100万人次|。",), leaves=("接待游客|100万人次|。",))
def persons_reached(measured: Measured) -> str:
    """Say that other 人次 count an activity: 服务群众|100万人次."""
    return "activity" if measured.written in _LISTS["person_times_unit"] else ""


@rule(
    takes=("为|10万名|残疾人提供康复服务。", "为全市|10万名|老人购买意外保险。"),
    leaves=("新增|10万名|残疾人就业。",),
)
def persons_served(measured: Measured) -> str:
    """Say that those for whom something is done count an activity: 为|10万名残疾人提供康复服务."""
    is_served = measured.are_persons and _DONE_FOR.search(measured.item.own) is not None
    return "activity" if measured.is_event and is_served and _SERVICE.search(measured.item.right) else ""


@rule(takes=("技能培训结业农民工总数|1000人|。",), leaves=("建设培训基地容纳|1000人|。",))
def persons_trained(measured: Measured) -> str:
    """Say that people who are trained count an activity: 技能培训结业农民工|1000人."""
    if not (measured.is_event and measured.are_persons):
        return ""
    is_training = _TRAINING.search(measured.noun + measured.item.phrase + measured.phrases.verb)
    return "activity" if is_training and not _TRAINING_PLACE.search(measured.noun) else ""


@rule(
    takes=("抢救性康复救助残疾儿童|8000人|。", "辅助器具适配补贴|4万人|。"),
    leaves=("救助站容纳|8000人|。", "到2027年,受资助学生达到|4万人|。"),
)
def persons_helped(measured: Measured) -> str:
    """Say that people who are helped count an activity: 康复救助残疾儿童|8000人."""
    is_helped = measured.are_persons and not measured.link and _HELPED.search(measured.item.phrase)
    return "activity" if is_helped and not _SITE_HOLDS.search(measured.item.phrase) else ""


@rule(
    takes=("走访企业|100家|。", "组织招商活动|20个|。"),
    leaves=("建设培训基地|10个|。", "打造知名展会|5个|。", "外出务工增加|3万人|。"),
)
def activity(measured: Measured) -> str:
    """Say that what is done, not built, is an activity: 走访企业|100家, 招商活动|20个."""
    keeps = measured.link == "level" and measured.link_word.endswith("在")  # 外出务工稳定在|3万人
    if keeps or measured.link in _CHANGES or not measured.is_event:
        return ""
    noun = measured.noun[-6:]
    lasts = measured.phrases.verb in _LISTS["lasting_verb"] or _TRAINING_PLACE.search(noun)
    is_held = _ACTIVITY.search(noun) and not lasts
    return "activity" if measured.verb == "activity" or is_held else ""


@rule(
    takes=("招商联络处提供合作信息|100条|。", "驻外机构拜访客商|200家|。"),
    leaves=("第三方检测机构|10家|。", "服务中心提供床位达到|100张|。", "服务机构培训基地|10个|。"),
)
def done_by(measured: Measured) -> str:
    """Say that what somebody does is an activity, whoever stands before it: 联络处提供合作信息|100条."""
    does = measured.is_event and not measured.link and _DONE_BY.search(measured.noun)
    return "activity" if does and not _TRAINING_PLACE.search(measured.noun[-4:]) else ""


@rule(
    takes=("新增规上企业|50家|。", "产能增加|10万吨|。", "净增市场主体|5万户|。", "新增贷款达到|500亿元|。"),
    leaves=("规上企业达到|50家|。", "新开工项目投资额达到|400亿元|。"),
)
def added(measured: Measured) -> str:
    """Say that what is said to be new, or to grow, is an increment: 新增|50家, 增加|10万吨."""
    is_sum = measured.item.dimension in {"money", "usd"} and measured.link == "level"
    if is_sum and _OF_EACH.search(measured.noun):  # 新开工项目投资额达到|400亿元
        return ""
    is_new = measured.verb == "increment_strong" or measured.link == "growth"
    return "increment" if is_new or _NEW.search(measured.item.phrase) else ""


@rule(
    takes=("每千名老年人配备护理员|15人|。", "每万人口拥有律师|5名|。"),
    leaves=("每千人口新增床位|1张|。", "每年配备护理员|15人|。"),
)
def for_many(measured: Measured) -> str:
    """Say that how many there are for each hundred or thousand is a level: 每千名老年人配备护理员|15人."""
    is_count = measured.item.dimension == "count" and measured.link not in _CHANGES
    return "level" if is_count and measured.item.phrase.startswith(_LISTS["per_many"]) else ""


@rule(
    takes=("老旧小区改造|100万平方米|。", "优质服务商培育|100家|。"),
    leaves=("老旧小区改造达到|100万平方米|。",),
)
def work_done(measured: Measured) -> str:
    """Say that an amount of work is an increment: 老旧小区改造|100个."""
    if measured.link or measured.phrases.noun_behind:
        return ""
    phrase = measured.item.phrase
    return "increment" if _VERBAL_NOUN.search(phrase) or _MADE_AT_END.search(phrase) else ""


@rule(takes=("引进项目,签约金额不低于|1亿元|。",), leaves=("到2027年,签约金额达到|1亿元|。",))
def sum_of_each(measured: Measured) -> str:
    """Say that the least sum of each project is a threshold: 项目签约金额不小于|1亿元."""
    item = measured.item
    is_least = item.dimension in {"money", "usd"} and item.left.comparator == "ge"
    return "threshold" if is_least and _OF_EACH.search(item.phrase) else ""


@rule(takes=("全年完成投资|100亿元|。",), leaves=("全年新增投资|100亿元|。",))
def sum_of_money(measured: Measured) -> str:
    """Say that any other sum of money is a level."""
    return "level" if measured.item.dimension in {"money", "usd"} else ""


@rule(takes=("构建|10平方公里|的产业园。",), leaves=("新建|10平方公里|绿地。",))
def size_of_site(measured: Measured) -> str:
    """Say that the area of one site is a capacity, no area added: 构建|10余平方公里的产业园."""
    unit = measured.item.quantity.unit
    is_area = measured.phrases.noun_behind and unit is not None and unit.dimension == "area"
    return "capacity" if is_area and _SITE.search(measured.item.right) else ""


@rule(
    takes=("完成|100家|企业改造。", "完成|3000万平方米|建筑改造。"),
    leaves=("保有|100家|企业。",),
)
def work_completed(measured: Measured) -> str:
    """Say that work completed is an increment: 完成|100家企业改造."""
    item = measured.item
    if not (measured.link_word in _DONE_LINKS and measured.phrases.noun_behind and measured.verb != "level"):
        return ""
    return "increment" if item.dimension == "count" or _WORK.search(item.right) else ""


@rule(
    takes=("改造灌区96处,2026年完成|30处|。", "实现规划编制全覆盖,2026年完成|30个|。"),
    leaves=("改造灌区96处,2026年完成投资|30亿元|。", "规上企业96家,2026年完成|30家|。"),
)
def part_completed(measured: Measured) -> str:
    """Say that a part completed is work as the whole before it is: 改造96处,其中2026年完成|30处."""
    item = measured.item
    is_bare = not (item.phrase or measured.phrases.noun_behind) and measured.link_word in _DONE_LINKS
    is_of_share = measured.last_kind in {"", "share"} and item.dimension == "count"
    return "increment" if is_bare and (is_of_share or measured.last_kind == "increment") else ""


@rule(takes=("为|10万户|老人家庭加装报警器。",), leaves=("全市有|10万户|老人家庭。",))
def fitted_for(measured: Measured) -> str:
    """Say that those for whom something is put in are an increment: 为|10万户老人加装报警器."""
    item = measured.item
    is_for = measured.phrases.noun_behind and _DONE_FOR.search(item.own) is not None
    return "increment" if is_for and _INSTALLED.search(item.right) else ""


@rule(takes=("投产装机容量超过|800万千瓦|。",), leaves=("投产风电|800万千瓦|。",))
def stock_bounded(measured: Measured) -> str:
    """Say that a bound of what is there is a level, whatever the verb: 投产装机容量超过|800万千瓦."""
    item = measured.item
    is_bound = item.left.comparator and measured.verb == "increment"
    return "level" if is_bound and _STOCK.search(item.phrase) else ""


@rule(takes=("到2027年,累计培育上市企业增加到|100家|。",), leaves=("到2027年,培育上市企业增加到|100家|。",))
def cumulated(measured: Measured) -> str:
    """Say that a sum of what was built is an increment: 累计培育…增加到|100家."""
    start, word = measured.item.quantity.start, measured.link_word
    is_sum = measured.verb == "increment" and measured.link == "level" and word not in _WEAK_LINKS
    if not is_sum or word in _STATE_LINKS:
        return ""
    text = measured.item.clause.text
    return "increment" if _CUMULATED.search(text, max(0, start - _CUMULATED_WITHIN), start) else ""


@rule(takes=("建成充电桩达到|5000个|。",), leaves=("建成充电桩|5000个|。",))
def reached(measured: Measured) -> str:
    """Say that what is reached is a level: 达到|5000个."""
    return "level" if measured.link == "level" and measured.link_word not in _WEAK_LINKS else ""


@rule(takes=("保有量|100家|企业。", "拥有上市企业|100家|。"), leaves=("培育上市企业|100家|。",))
def held(measured: Measured) -> str:
    """Say that what is held, or a total, is a level: 拥有|100家, 保有量|100家."""
    return "level" if measured.verb == "level" or _TOTAL.search(measured.item.phrase) else ""


@rule(
    takes=("完成粮食播种面积|22.4万亩|。", "完成粮食产量|9.8万吨|。"),
    leaves=("完成营造林面积|20万亩|。", "新建高标准农田面积|10万亩|。"),
)
def stock_completed(measured: Measured) -> str:
    """Say that a stock of which a plan is fulfilled is a level: 完成粮食播种面积|22.4万亩."""
    phrase = measured.item.phrase
    if measured.phrases.verb not in _DONE_LINKS or not _STOCK.search(phrase):
        return ""
    return "" if _WORK.search(_STOCK.sub("", measured.item.own)) else "level"


@rule(takes=("培育上市企业|100家|。", "建设高速公路|100公里|。"), leaves=("上市企业|100家|。",))
def made(measured: Measured) -> str:
    """Say that what a verb makes is an increment: 培育|100家, 建设|100公里."""
    return "increment" if measured.verb == "increment" else ""


@rule(takes=("到2027年,有|5家|企业上市。",), leaves=("引进|5家|企业上市。",))
def weakly_linked(measured: Measured) -> str:
    """Say that what 有, 为, 实现 … link without a verb is a level."""
    return "level" if measured.link == "level" else ""


@rule(takes=("每县至少|5家|企业。",), leaves=("每县|5家|企业。",))
def bounded_count(measured: Measured) -> str:
    """Say that a bounded count before its noun is a level: 至少|5家企业."""
    return "level" if measured.phrases.noun_behind and measured.item.left.comparator else ""


@rule(
    takes=("确保|1.1万名|贫困人口全部脱贫。", "推动|5家|企业关停。"),
    leaves=("推动|5家|企业上市。", "新建|5个|脱贫示范村。"),
)
def gone(measured: Measured) -> str:
    """Say that those who are to be gone are a reduction: |1.1万名|贫困人口全部脱贫."""
    is_named = measured.phrases.noun_behind and not measured.verb.startswith("increment_strong")
    return "reduction" if is_named and _GONE.match(measured.item.right) else ""


@rule(takes=("每县|5家|企业。",), leaves=("每县至少|5家|企业。",))
def counted(measured: Measured) -> str:
    """Say that a count before its noun is an increment: |5家企业."""
    return "increment" if measured.phrases.noun_behind else ""


@rule(
    takes=("园区新建标准厂房|20万平方米|。", "既有住宅加装电梯|160部|。", "省级支持建设社区医院|100家|。"),
    leaves=("园区标准厂房|20万平方米|。", "园区新建厂房面积|20万平方米|。", "住宅安装率|20户|。"),
)
def added_by(measured: Measured) -> str:
    """Say that what somebody adds, or is added to a thing, is an increment: 既有住宅加装电梯|160部."""
    phrase = measured.item.phrase
    if measured.verb or measured.link or measured.phrases.noun_behind or _STOCK.search(phrase):
        return ""
    adds = _ADDED_BY.match(phrase) or _PUSHED.match(phrase)
    return "increment" if adds and not is_part_of_noun(phrase, adds.end(), len(phrase)) else ""


@rule(takes=("新增养老机构10家,养老床位数|3000张|。",), leaves=("新增养老机构10家,养老床位|3000张|。",))
def stock(measured: Measured) -> str:
    """Say that a measure of what is there is a level: 床位数|3000张."""
    return "level" if _STOCK.search(measured.item.phrase) else ""


@rule(
    takes=("棚户区改造10万套,养老床位|3000张|。",),
    leaves=("养老床位|3000张|。", "新建书房10个,每个书房藏书不少于|5000册|。"),
)
def goes_on(measured: Measured) -> str:
    """Say that a count listed behind work done is work too: 棚户区改造10万套,养老床位|3000张."""
    item = measured.item
    is_listed = measured.last_kind == "increment" and item.dimension != "physical"
    if item.left.comparator and measured.last_unit != item.quantity.unit_name and item.phrase[:1] in _EACH:
        return ""  # 新建书房10个,每个书房藏书不少于|5000册
    return "increment" if is_listed and item.left.comparator != "gt" else ""


@rule(
    takes=("编制村庄规划|120个|。", "打击违法犯罪案件|300起|。"),
    leaves=("编制床位达到|3000张|。", "监测站点总数|300个|。"),
)
def done_at_head(measured: Measured) -> str:
    """Say what a verb that is part of nouns too does at the head of a count: 编制村庄规划|120个."""
    phrase = measured.item.phrase
    if measured.link or measured.item.dimension in {"money", "usd"}:
        return ""
    if phrase.startswith(_LISTS["stands_at_head"]):  # 出栏肉牛|8万头: a yearly flow
        return "level"
    if measured.item.left.comparator:
        return ""
    if phrase.startswith(_LISTS["makes_at_head"]):
        return "increment"
    return "activity" if phrase.startswith(_LISTS["acts_at_head"]) else ""


@rule(takes=("养老床位|3000张|。",), leaves=("新增养老床位|3000张|。",))
def plain_amount(measured: Measured) -> str:
    """Say that any other amount is a level."""
    return "level" if measured.item.dimension else ""


RATES: tuple[Rule[Measured, str], ...] = (
    falls,
    grows,
    bare_like_the_one_before,
    flow_beside_growth,
    aimed_higher,
    share_retired,
    share,
    below_base,
    points,
)
AMOUNTS: tuple[Rule[Measured, str], ...] = (
    multiplied,
    number_without_unit,
    relief,
    reduced_to,
    reduced_by,
    intensity,
    event,
    persons_won,
    passengers,
    persons_reached,
    persons_served,
    persons_trained,
    persons_helped,
    activity,
    done_by,
    added,
    for_many,
    work_done,
    sum_of_each,
    sum_of_money,
    size_of_site,
    work_completed,
    part_completed,
    fitted_for,
    stock_bounded,
    gone,
    cumulated,
    reached,
    held,
    stock_completed,
    made,
    weakly_linked,
    bounded_count,
    counted,
    added_by,
    stock,
    done_at_head,
    goes_on,
    plain_amount,
)

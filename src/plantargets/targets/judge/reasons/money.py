"""Reasons of money: it is paid to each, charged, set aside, or the size of a project."""

from __future__ import annotations

import re

from plantargets.language.lexicon import any_of, first_of
from plantargets.language.rule import rule
from plantargets.targets.judge.reasons.shared import CHANGES, LISTS, OF_A_THING, RAISED_TO
from plantargets.targets.read.pieces import BREAK, Item

_SUBSIDY_BEFORE = re.compile(
    rf"{any_of('subsidy_before')}(?![^,。;]{{0,6}}{any_of('subsidy_fund')})[^,。;]{{0,12}}$"
)
_SECOND_SUM = r"(?:[\d.]+[万亿]?元(?:以下)?)?"  # 10万元以上|100万元以下罚款
_SUBSIDY_BEHIND = re.compile(rf"{_SECOND_SUM}的?{any_of('subsidy_once')}?{any_of('subsidy_behind')}")
_STANDARD_IS = re.compile(
    rf"(?=[{first_of('subsidy_behind')}]){any_of('subsidy_behind')}[^,。;]{{0,4}}{any_of('standard_is')}"
)
_SUBSIDY_TOTAL = re.compile(rf"{any_of('subsidy_total')}(?!{any_of('no_standard')})")
_SUBSIDY_SHARE = re.compile(any_of("subsidy_share"))
_OWN_RATE = re.compile(rf"[^,。;]{{2}}{any_of('of_rate')}$")  # 生活补贴目标人群覆盖率大于95%,…补贴…
_PAID = re.compile(any_of("subsidy_share", "charged"))  # 加计扣除比例, 补助比例
_OWN_SHARE = re.compile(rf"[^,。;]{{2}}{any_of('ratio')}$")
_CHARGE_RATE = re.compile(rf"{any_of('charge_rate')}$")
_PROJECT = re.compile(rf"等[^,。;]{{0,8}}项目|项目{any_of('project_work')}")
_NAMED_PROJECT = re.compile(r"[^,。;、的\d]{1,12}项目(?!\d)")
_OUTPUT_UNITS = frozenset(LISTS["output_unit"])
_RAISES = re.compile(rf"由[^,。;]{{1,16}}{any_of('raises')}$")
_RAISED_BY = re.compile(rf",[^,。;]{{0,4}}由[^,。;]{{1,16}}{any_of('raises')}")
_SET_ASIDE = re.compile(rf"{any_of('sets_aside')}[^,。;]{{0,14}}{any_of('set_aside')}$")
_MORE_SET_ASIDE = re.compile(
    rf"{any_of('spending')}[^,。;\d]{{0,2}}{any_of('sets_aside')}[\d.,]+[^\d,。;]{{1,3}},[^\d,。;]{{2,8}}$"
)
_SPENDS = re.compile(rf"{any_of('spending')}.{{0,2}}{any_of('arranged')}")
_SETS_ASIDE = re.compile(rf"{any_of('sets_aside')}[^,。;]{{0,6}}$")
_FUND_BEHIND = re.compile(rf"(?:的|左右|以上)?[^,。;、\d]{{0,10}}{any_of('set_aside')}")
_SPENT_FOR = re.compile(any_of("spent_for"))
_RAISED_TO_EACH = re.compile(
    rf"{any_of('subsidy_total')}[^,。;]{{0,8}}{any_of('raised_to')}{any_of('paid_to')}$"
)
_PAYS = re.compile(any_of("subsidy_behind"))
_PAID_FOR_EACH = re.compile(rf"{any_of('paid_for_each')}(?:{any_of('bound_adverb')}|{any_of('capped')})?$")
_PAID_TO_EACH = re.compile(rf"{any_of('paid_to')}{any_of('grants')}[^,。;\d]{{0,10}}$")
_CAP_OF_EACH = re.compile(any_of("capped_for_each"))
_CHARGED = re.compile(any_of("charged"))
_COST_OF_PLAN = re.compile(any_of("cost_of_plan"))
_BY_A_RATE = re.compile(rf"{any_of('by_rate')}(?!.*{any_of('ratio')})[^,。;]{{0,16}}$")
_AT_A_RATE = re.compile(rf"(?:以上)?的?{any_of('ratio')}(?!{any_of('change_verb')})")
_RATE_OF_EACH = re.compile(rf"{any_of('by_rate')}{any_of('of_each')}[^,。;、]{{0,10}}$")
_STANDARD = re.compile(rf"[^,。;、]{{0,6}}?{any_of('standard')}")
_FROM_PURSE = re.compile(rf"{any_of('public_purse')}{any_of('purse_does')}?{any_of('sets_aside')}$")


@rule(
    takes=(
        "对新认定的企业每家奖励|10万元|。",
        "给予企业|5万元|的一次性奖励。",
        "按每人|1500元|标准补贴。",
        "按每户最高|3000元|的标准给予补助。",
        "按每吨标准煤给予|600元|奖励。",
        "高龄老人每人每月发放生活费|100元|。",
        "单个项目不超过|500万元|。",
        "补贴总额不超过|2000万元|,先到先得。",
        "对考核优秀的县,奖励环保专项资金|200万元|。",
        "生均经费补助标准为小学每生每年720元、初中|940元|。",
        "违反规定的处|10万元|以上100万元以下罚款。",
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
    if item.dimension not in {"money", "usd"} or _RAISED_TO_EACH.search(item.own):
        return False  # 标准提高到每人每月|220元
    is_cap = item.left.comparator == "le" and _PAYS.search(item.own)
    if (
        is_cap
        or (not item.left.link and item.own.startswith(LISTS["subsidy_behind"]))
        or _PAID_FOR_EACH.search(item.own)
        or _PAID_TO_EACH.search(item.own)
        or (item.left.comparator == "le" and _CAP_OF_EACH.search(item.own))
    ):
        return True
    if item.left.link == "level" and RAISED_TO.search(item.left.link_word):
        return False
    text, (begin, _) = item.clause.text, item.clause.sentence
    if _STANDARD_IS.search(text, begin, item.quantity.start):
        return True
    is_paid = _SUBSIDY_BEFORE.search(item.own) or _SUBSIDY_BEHIND.match(item.right)
    return is_paid is not None and not _SUBSIDY_TOTAL.search(item.own + item.right[:8])


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
    if item.own.endswith(LISTS["project_size"]):
        return item.dimension in {"physical", "money", "count"}
    if item.own.endswith(LISTS["cost_of"]) and item.is_last and not item.left.near_verb:
        return OF_A_THING.match(item.right) is not None
    is_output = item.quantity.unit_name in _OUTPUT_UNITS and not item.left.link
    if is_output and _NAMED_PROJECT.match(item.right):
        return True
    is_large = item.dimension == "physical" or (
        item.dimension == "count"
        and item.quantity.unit_as_written[:1] in "万亿"
        and item.quantity.unit_name not in LISTS["plain_classifier"]
    )
    return is_large and not item.left.link and _PROJECT.search(item.right) is not None


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
    if item.phrase.endswith(LISTS["interest_paid"]):
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
        "保险金按月发放,标准为当地工资标准的|90%|。",
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
    if item.dimension != "percent" or item.right.startswith(LISTS["arranged"]):
        return False
    if item.phrase.startswith(LISTS["standard_is"]):  # 标准为当地最低工资标准的|90%
        return True
    is_rate = _CHARGE_RATE.search(item.own.rstrip("为至到"))
    charged = _CHARGED.match(item.right) is not None and "按" in item.own
    return is_rate is not None or (charged and not item.left.comparator)


def _is_growth_of_it(item: Item) -> bool:
    """Whether a rate is by how much the money set aside before it grows."""
    clause = item.clause
    return (
        item.dimension == "percent"
        and not item.phrase
        and _MORE_SET_ASIDE.search(clause.text, clause.sentence[0], item.quantity.start) is not None
    )


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
        "2027年,一般公共预算支出安排48亿元,增长|4.3%|。",
    ),
    leaves=(
        "一般公共预算支出增长|4.3%|。",
        "到2027年,政府引导基金规模达到|500亿元|。",
        "设立总规模|50亿元|的产业发展基金。",
        "全年完成投资|100亿元|。",
        "发放创业担保贷款|5亿元|。",
    ),
)
def set_aside(item: Item) -> bool:
    """Whether it is money set aside, by how much more than before, or a quota of debt: means, no aim."""
    if item.dimension not in {"money", "usd"}:
        return _is_growth_of_it(item)
    own, right = item.own, item.right
    begin = item.clause.sentence[0]
    is_spending = item.left.link not in CHANGES and item.phrase.endswith(LISTS["spending"])
    is_cost = (
        (is_spending and _SPENDS.search(item.clause.text, begin, item.quantity.start))  # 教育支出|62亿元
        or item.phrase.endswith(LISTS["means"])
        or _COST_OF_PLAN.search(item.clause.text, begin, item.quantity.start)
        or _FROM_PURSE.search(own)
        or (
            item.phrase.endswith(LISTS["project_size"])
            and _RAISED_BY.match(item.clause.text, item.tail, item.clause.sentence[1])
        )
    )
    if is_cost or (own.endswith(LISTS["puts_in"]) and _SPENT_FOR.match(right)):
        return True
    if item.left.link and item.left.link_word not in LISTS["sets_aside"]:
        return False
    if own.endswith(LISTS["fund_size"]):
        return False
    if _SET_ASIDE.search(own) or own.endswith(LISTS["issues"]):
        return True
    return _SETS_ASIDE.search(own) is not None and _FUND_BEHIND.match(right) is not None


@rule(
    takes=(
        "按照每百户不少于|20平方米|的标准配建养老服务用房。",
        "按每人不低于|30平方米|标准配置。",
        "景区门票每人|80元|。",
    ),
    leaves=("按照产业用地比例不低于|60%|的标准统筹优化布局。", "每百户养老服务用房不少于|20平方米|。"),
)
def rate_of_each(item: Item) -> bool:
    """Whether it is the rate for each of many in a standard: 按照每百户不少于|20平方米的标准."""
    if item.dimension == "money" and item.own.endswith(LISTS["paid_to"]):
        return not (item.left.link or item.left.comparator)  # 门票每人|80元
    return _RATE_OF_EACH.search(item.own) is not None and _STANDARD.match(item.right) is not None

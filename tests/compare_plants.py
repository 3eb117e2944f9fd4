"""Invented plans with planted contradictions, for measuring how many the audit finds and how often it errs.

Every passage comes in a version that adds up and one that does not. Numbers of a contradiction are marked in
the template with ⟦ ⟧, so that the place of each planted contradiction in the finished text is known.
"""

import random
import re
from dataclasses import dataclass

FIRMS = (
    (
        "高新技术企业 科技型中小企业 瞪羚企业 专精特新中小企业 单项冠军企业 规上服务业企业 龙头企业 上市企业 "
        "外贸企业 独角兽企业 农产品加工企业 电商企业 物流企业 软件企业 创新型中小企业 头雁企业 "
        "绿色供应链企业 服务型制造企业"
    )
    .replace("獸", "兽")
    .split()
)
PLATFORMS = [
    "省级研发平台",
    "工程技术研究中心",
    "重点实验室",
    "众创空间",
    "科技孵化器",
    "新型研发机构",
    "企业技术中心",
    "工业设计中心",
    "数字化转型示范区",
    "绿色园区",
    "智能车间",
    "产业创新联盟",
    "院士工作站",
    "博士后工作站",
    "中试基地",
    "公共服务平台",
]
COUNTIES = [
    "清河县",
    "柳林县",
    "东岭县",
    "白石县",
    "南桥区",
    "北桥区",
    "西关区",
    "高台县",
    "平原县",
    "长滩区",
    "石门县",
    "青山区",
]
NUMERALS = [
    "一",
    "二",
    "三",
    "四",
    "五",
    "六",
    "七",
    "八",
    "九",
    "十",
    "十一",
    "十二",
    "十三",
    "十四",
    "十五",
    "十六",
    "十七",
    "十八",
    "十九",
    "二十",
    "二十一",
    "二十二",
]
INDUSTRIES = ["装备制造", "电子信息", "新材料", "生物医药", "食品加工", "现代家居", "新能源", "节能环保"]
RATES = [
    "闲置厂房再利用率",
    "企业上云覆盖率",
    "工业固废综合利用率",
    "数字化改造普及率",
    "行政村通达率",
    "清洁取暖率",
    "污水处理率",
    "垃圾分类覆盖率",
]
PARKS = [
    "装配式建筑产业园",
    "智能传感器产业园",
    "通用航空产业园",
    "冷链物流园",
    "数字经济产业园",
    "循环经济产业园",
]
VALUES = [
    "规模以上工业增加值",
    "服务业增加值",
    "社会消费品零售总额",
    "进出口总额",
    "工业投资",
    "固定资产投资",
]


@dataclass(frozen=True)
class Invented:
    """A text and, for each planted contradiction, the spans of its numbers."""

    text: str
    planted: tuple[tuple[str, tuple[tuple[int, int], ...]], ...]


class Pool:
    """Draws names without giving one twice, so that passages meet only where they are meant to."""

    def __init__(self, rng):
        self.rng = rng
        self.taken = set()

    def draw(self, names, count=1):
        free = [name for name in names if name not in self.taken]
        chosen = self.rng.sample(free, count)
        self.taken |= set(chosen)
        return chosen if count > 1 else chosen[0]


def invent(seed, share_planted=0.5):
    """Return an invented plan; about that share of its passages contradict themselves."""
    rng = random.Random(seed)
    pool = Pool(rng)
    makers = [*PASSAGES]
    rng.shuffle(makers)
    first, second, planted_names = [], [], []
    for maker in makers[: rng.randint(7, len(makers))]:
        wrong = rng.random() < share_planted
        goals, tasks = maker(rng, pool, wrong)
        name = maker.__name__
        tag = f"{name}#{len(planted_names)}"
        planted_names.append((tag, wrong))
        first.append((tag, goals))
        if tasks:
            second.append((tag, tasks))
    distract = [
        (f"clean#{i}", m(rng, pool)) for i, m in enumerate(rng.sample(CLEAN, rng.randint(4, len(CLEAN))))
    ]
    second += [(tag, text) for tag, text in distract]
    rng.shuffle(second)
    pieces = ["青川市制造业高质量发展三年行动计划(2023—2025年)\n", "一、总体要求\n", "(一)发展目标。\n"]
    spans = {}
    for tag, passage in first:
        _append(pieces, spans, tag, passage + "\n")
    pieces.append("二、重点任务\n")
    for numeral, (tag, passage) in zip(NUMERALS, second, strict=False):
        _append(pieces, spans, tag, f"({numeral}){passage}\n")
    planted = tuple((tag, tuple(spans[tag])) for tag, wrong in planted_names if wrong)
    return Invented("".join(pieces), planted)


def _append(pieces, spans, tag, passage):
    at = sum(map(len, pieces))
    plain = []
    for part in re.split(r"(⟦[^⟧]*⟧)", passage):
        body = part.strip("⟦⟧") if part.startswith("⟦") else part
        if part.startswith("⟦"):
            start = at + sum(map(len, plain))
            spans.setdefault(tag, []).append((start, start + len(body)))
        plain.append(body)
    pieces.append("".join(plain))


def _other(rng, value, low=0.15, high=0.5):
    """Return a number that differs clearly."""
    step = max(1, round(value * rng.uniform(low, high)))
    return value + step if rng.random() < 0.5 or value - step < 1 else value - step


def counties_and_total(rng, pool, wrong):
    thing = pool.draw(FIRMS)
    a, b, c, d = pool.draw(COUNTIES, 4)
    x, y = rng.randint(4, 30), rng.randint(4, 30)
    total = 2 * x + 2 * y
    shown = _other(rng, total, 0.1, 0.3) if wrong else total
    if rng.random() < 0.5:
        return (
            f"全市新增{thing}⟦{shown}家⟧以上。其中:{a}、{b}各新增⟦{x}家⟧以上,{c}、{d}各新增⟦{y}家⟧以上。",
            "",
        )
    z = total - x - y
    return (
        f"到2025年,全市新增{thing}⟦{shown}家⟧,其中{a}新增⟦{x}家⟧、{b}新增⟦{y}家⟧、{c}新增⟦{z}家⟧。",
        "",
    )


def industries_and_total(rng, pool, wrong):
    names = pool.draw(INDUSTRIES, 3)
    values = [rng.randint(10, 90) * 5 for _ in names]
    total = sum(values)
    shown = _other(rng, total, 0.08, 0.3) if wrong else total
    lines = [f"发展壮大主导产业。到2025年,主导产业年产值达到⟦{shown}亿元⟧。"]
    for name, value in zip(names, values, strict=True):
        lines.append(f"{name}产业:加快延链补链,力争到2025年,{name}产业年产值达到⟦{value}亿元⟧。")
    return ("坚持把主导产业做大做强。", "\n".join(lines))


def altogether(rng, pool, wrong):
    thing = pool.draw(PLATFORMS)
    x, y = rng.randint(5, 40), rng.randint(5, 40)
    shown = _other(rng, x + y) if wrong else x + y
    a, b = pool.draw(COUNTIES, 2)
    return (f"{a}建设{thing}⟦{x}个⟧、{b}建设{thing}⟦{y}个⟧,合计⟦{shown}个⟧。", "")


def subset_and_whole(rng, pool, wrong):
    thing = pool.draw(FIRMS)
    whole = rng.randint(20, 90)
    part = whole + rng.randint(5, 30) if wrong else rng.randint(3, whole - 5)
    return (f"到2025年,培育{thing}⟦{whole}家⟧,其中外资企业⟦{part}家⟧。", "")


def yearly_and_cumulative(rng, pool, wrong):
    thing = pool.draw(FIRMS + PLATFORMS)
    year = rng.randint(4, 30)
    total = _other(rng, 3 * year) if wrong else 3 * year
    more = rng.choice(["", "以上"])
    return (
        f"到2025年,新增{thing}⟦{total}家⟧{more}。",
        f"梯度培育。每年新增{thing}⟦{year}家⟧{rng.choice(['', '以上'])},形成梯队。",
    )


def stock_and_yearly(rng, pool, wrong):
    thing = pool.draw(FIRMS)
    year = rng.randint(20, 60)
    stock = 3 * year - rng.randint(10, 30) if wrong else 3 * year + rng.randint(10, 90)
    return (
        f"到2025年,{thing}总数达到⟦{stock}家⟧。",
        f"支持创新创业。年均新增{thing}⟦{year}家⟧,营造良好生态。",
    )


def twice_number(rng, pool, wrong):
    if rng.random() < 0.5:
        thing, unit, value = pool.draw(FIRMS), "家", rng.randint(20, 400)
        first, again = f"{thing}达到⟦{{}}{unit}⟧", f"全市{thing}达到⟦{{}}{unit}⟧"
    else:
        thing, unit, value = pool.draw(RATES), "%", rng.randint(30, 75)
        first, again = f"{thing}达到⟦{{}}{unit}⟧以上", f"确保{thing}达到⟦{{}}{unit}⟧以上"
    other = _other(rng, value) if wrong else value
    if not wrong:
        again = again.replace("确保", "")
    return (
        f"到2025年,{first.format(value)}。",
        f"完善机制。到2025年,{again.format(other)}。",
    )


def twice_year(rng, pool, wrong):
    thing, value = pool.draw(FIRMS + PLATFORMS), rng.randint(20, 300)
    year = 2024 if wrong else 2025
    return (
        f"到2025年,建成{thing}⟦{value}家⟧。",
        f"加强服务。到{year}年,建成{thing}⟦{value}家⟧,完善配套。",
    )


def twice_wording(rng, pool, wrong):
    thing, value = pool.draw(RATES), rng.randint(40, 90)
    if rng.random() < 0.5:
        one, other = "达到⟦{}%⟧以上", ("达到⟦{}%⟧左右" if wrong else "达到⟦{}%⟧以上")
        return (
            f"到2025年,{thing}{one.format(value)}。",
            f"加大投入。到2025年,{thing}{other.format(value)}。",
        )
    strength = "力争" if wrong else "确保"
    return (
        f"确保到2025年,{thing}达到⟦{value}%⟧。",
        f"加强督导。{strength}到2025年,{thing}达到⟦{value}%⟧。",
    )


def shares(rng, pool, wrong):
    a, b = rng.randint(5, 10), rng.randint(38, 45)
    c = 100 - a - b + (rng.randint(6, 20) if wrong else 0)
    return (
        f"到2025年,第一产业增加值占地区生产总值比重达到⟦{a}%⟧,第二产业增加值占地区生产总值比重达到⟦{b}%⟧,"
        f"第三产业增加值占地区生产总值比重达到⟦{c}%⟧。",
        "",
    )


def above_hundred(rng, pool, wrong):
    rate = pool.draw(RATES)
    return (f"到2025年,{rate}达到⟦{rng.randint(105, 140) if wrong else rng.randint(60, 100)}%⟧。", "")


def level_and_share(rng, pool, wrong):
    gdp = rng.randint(20, 90) * 100
    share = rng.randint(24, 36)
    part = gdp * share // 100
    shown = round(part * rng.choice([0.7, 1.3])) if wrong else part
    return (
        f"到2025年,地区生产总值达到⟦{gdp}亿元⟧,制造业增加值达到⟦{shown}亿元⟧,"
        f"制造业增加值占地区生产总值比重达到⟦{share}%⟧。",
        "",
    )


def part_above_whole(rng, pool, wrong):
    whole = rng.randint(10, 80) * 10
    part = whole + rng.randint(3, 20) * 10 if wrong else whole - rng.randint(3, 9) * 10
    return (
        f"到2025年,工业投资达到⟦{whole}亿元⟧。",
        f"扩大投资。到2025年,技术改造投资达到⟦{part}亿元⟧。",
    )


def growth_and_doubling(rng, pool, wrong):
    thing = pool.draw(VALUES)
    rate = rng.randint(6, 12) if wrong else 26
    return (f"到2025年,{thing}比2022年⟦翻一番⟧。", f"加快扩量。{thing}年均增长⟦{rate}%⟧。")


def units(rng, pool, wrong):
    park = pool.draw(PARKS)
    square_km = rng.randint(2, 9)
    mu = square_km * 1500 if not wrong else rng.choice([150, 800, 30000])
    return (
        f"建设规模⟦{mu}亩⟧的{park}。",
        f"优化空间布局。规划建设⟦{square_km}平方公里⟧的{park}。",
    )


def thresholds(rng, pool, wrong):
    low, high = (
        (rng.randint(3, 9), rng.randint(12, 30)) if wrong else (rng.randint(12, 30), rng.randint(3, 9))
    )
    return (
        f"到2025年,主营业务收入超过10亿元的企业达到⟦{low}家⟧,主营业务收入超过100亿元的企业达到⟦{high}家⟧。",
        "",
    )


PASSAGES = (
    counties_and_total,
    industries_and_total,
    altogether,
    subset_and_whole,
    yearly_and_cumulative,
    stock_and_yearly,
    twice_number,
    twice_year,
    twice_wording,
    shares,
    above_hundred,
    level_and_share,
    part_above_whole,
    growth_and_doubling,
    units,
    thresholds,
)


def ranks(rng, pool):
    thing = "绿色工厂"
    return f"绿色制造。争创国家级{thing}{rng.randint(2, 5)}家、省级{thing}{rng.randint(6, 20)}家。"


def milestones(rng, pool):
    thing = pool.draw(PLATFORMS)
    value = rng.randint(20, 60)
    return f"平台建设。到2024年,{thing}达到{value}个;到2025年,{thing}达到{value + 30}个。"


def examples(rng, pool):
    thing = pool.draw(FIRMS)
    total, national, provincial = rng.randint(150, 300), rng.randint(3, 9), rng.randint(10, 30)
    return f"培育梯队。到2025年,新增{thing}{total}家,其中国家级{national}家、省级{provincial}家。"


def crosscutting(rng, pool):
    return (
        f"结构优化。战略性新兴产业增加值占规模以上工业增加值比重达到{rng.randint(35, 60)}%,"
        f"高新技术产业增加值占规模以上工业增加值比重达到{rng.randint(45, 60)}%,"
        f"传统产业占规模以上工业增加值比重降到{rng.randint(60, 75)}%以下。"
    )


def acts(rng, pool):
    thing = pool.draw(FIRMS)
    return f"分类施策。每年筛选{thing}{rng.randint(20, 40)}家重点扶持。引进{thing}{rng.randint(5, 9)}家。"


def places(rng, pool):
    a, b = pool.draw(COUNTIES, 2)
    x, y = rng.randint(5, 9), rng.randint(10, 20)
    return f"园区提升。{a}新建标准厂房{x}万平方米。{b}新建标准厂房{y}万平方米。"


def measures(rng, pool):
    return (
        f"未来产业。培育氢能产业,到2025年,产业规模达到{rng.randint(50, 90)}亿元。"
        f"培育量子信息产业,到2025年,产业规模达到{rng.randint(100, 300)}亿元。"
    )


def meetings(rng, pool):
    return (
        f"对接服务。每年举办银企对接活动{rng.randint(4, 9)}场以上、产销对接活动{rng.randint(10, 20)}场以上。"
    )


CLEAN = (ranks, milestones, examples, crosscutting, acts, places, measures, meetings)

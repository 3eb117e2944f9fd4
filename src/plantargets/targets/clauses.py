"""Read the quantities of a block: which are targets, and what the words around each say of it."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from plantargets.targets.lexicon import Lexicon, load_lexicon
from plantargets.targets.numerals import plain
from plantargets.targets.periods import FIVE_YEAR_PLAN, TIME, Window, annual_period, plan_period, read_moment
from plantargets.targets.quantities import CANDIDATE, Quantity, find_quantities

Span = tuple[int, int]


class Context(NamedTuple):
    """What a block inherits from its headings: the years, a period and a modality that govern all below."""

    window: Window | None
    period: str
    modality: str


class Reading(NamedTuple):
    """A target in a compact block; spans are offsets in it, several spans of a field are joined with … by the caller."""

    quantity: Quantity
    sentence: Span
    indicator: tuple[Span, ...]
    comparator: str
    kind: str
    period: str
    distribution: str
    scope: Span | None
    modality: str
    qualifier: tuple[Span, ...]


class _Left(NamedTuple):
    """The words before a number, taken apart from the right: [noun phrase][head verb][link verb][comparator] number."""

    comparator: str
    comparator_word: str
    link: str
    link_word: str
    head: str  # verb next to the number
    modality: str
    phrase: Span
    lead: str  # verb at the head of the noun phrase
    lead_modality: str
    respectively: bool


class _State:
    """What a sentence carries from clause to clause."""

    __slots__ = (
        "annual",
        "at_least",
        "comparator",
        "each",
        "head",
        "indicator",
        "item_modality",
        "kind",
        "last_annual",
        "link",
        "link_word",
        "modality",
        "period",
        "scope",
        "subject",
        "unit_name",
    )

    def __init__(self, period: str, modality: str) -> None:
        self.period, self.modality = period, modality
        self.annual = ""
        self.head = self.link = self.link_word = self.kind = self.at_least = self.comparator = (
            self.item_modality
        ) = self.unit_name = ""
        self.each = self.last_annual = False
        self.scope: Span | None = None
        self.subject: Span | None = None
        self.indicator: tuple[Span, ...] = ()


LABEL = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十\d]{1,3}\)|\d{1,2}[.、](?!\d)|[①-⑳]|[一二三四五六七八九十]{1,3}是|[—·●◆■▪]{1,2})"
)
ORDINAL = re.compile(r"[一二三四五六七八九十]{1,3}是")
SENTENCE_END = re.compile(r"[。;!?]")
CLAUSE_END = re.compile(r",(?!\d{3}(?!\d))|(?<!\d),|:")
EACH = re.compile(
    r"(?P<list>(?:[\w()“”·—]{2,12}、)*[\w()“”·—]{2,12}?)?各(?=新|再|建|引|培|完成|不少于|至少|达到|不低于|\d|举办|开展|组织|创建|打造|设|配|承接|签约|选|遴|形成|实现|增|力争)"
    r"|各(?!类|项|种|界|方面|环节|具|自|族|行各|地区间|地块|级各类|领域|版|渠道|民主|路|国)(?:级)?[\w()、]{0,12}?(?:地市|地|县\(市、区\)|县\(区\)|县\(市\)|县市区|县区|县|设区市|省辖市|市州|市县|区县|市|区|乡镇|镇\(街道\)|乡镇\(街道\)|镇|街道|村|社区|旗|盟|州|部门|单位|园区|开发区|集聚区|高新区|学校|高校|企业|院所|院校|局|科室|成员单位)(?!域)"
    r"|每(?!年|季|月|周|日|天|半|人|亩|万|百|千|吨|逢|立|平|户均|次|一位|小时|公里|床|十|五|两|三|\d|股|分|名儿)(?:一)?[个家所县市区镇乡村座名处条]?[^,。;:、\d]{0,12}?(?=不少于|至少|达到|新|再|建|引|培|创|打造|举办|开展|组织|完成|配备|配|设|确保|力争|派|选|每年|均|落实|不低于|有|\d)"
)
RESET = re.compile(r"全[市省国区县州]|我[市省区县州]|市级层面|省级层面")
PAST = re.compile(
    r"(?:已经?|成功)(?:建成|达到?|完成|实现|累计|有|培育|认定|引进|突破|超过|形成|拥有|开通|创建|建立)|目前|截至|去年|上年(?!度|同期|增|水平)|[增长降加高少了](?:了)$|以来|迄今|同期相比|以往|此前|历史(?:新高|最)"
)
HALF = frozenset(",。;:!?、)")


def read_block(text: str, context: Context) -> list[Reading]:
    """Return the targets of a compact block in the order of their numbers.

    Parameters
    ----------
    text
        The block in the form of `normal.compact`: simplified, folded, without white space.
    context
        What governs the block from above.
    """
    if not CANDIDATE.search(text):
        return []
    quantities = find_quantities(text)
    if not quantities:
        return []
    readings: list[Reading] = []
    carried_period, carried_modality = context.period, context.modality
    label = LABEL.match(text)
    start, index = label.end() if label else 0, 0
    quantities = [quantity for quantity in quantities if quantity.start >= start]
    total = len(quantities)
    state: _State | None = None
    while index < total:
        first = quantities[index].start
        # skip whole sentences without a quantity
        end = start
        for boundary in SENTENCE_END.finditer(text, start):
            end = boundary.start()
            if end >= first:
                break
            closing = boundary.group()
            if closing != ";":
                carried_period, carried_modality = context.period, context.modality
            start = boundary.end()
        else:
            end = len(text)
        if end < first:
            end = len(text)
        last = index
        while last < total and quantities[last].start < end:
            last += 1
        before = state
        state = _State(carried_period, carried_modality)
        if before is not None and text.startswith("其中", start):
            state.head, state.unit_name, state.kind, state.period, state.modality, state.subject = (
                before.head,
                before.unit_name,
                before.kind,
                before.period,
                before.modality,
                before.subject,
            )
        readings.extend(_read_sentence(text, start, end, quantities[index:last], state, context))
        closing = text[end : end + 1]
        if closing == ";":
            carried_period, carried_modality = state.period, carried_modality
        else:
            carried_period, carried_modality = context.period, context.modality
        start, index = end + 1, last
    return readings


def _read_sentence(
    text: str, start: int, end: int, quantities: list[Quantity], state: _State, context: Context
) -> list[Reading]:
    readings: list[Reading] = []
    clause_start = start
    bounds = [m.start() for m in CLAUSE_END.finditer(text, start, end)]
    bounds.append(end)
    index, total = 0, len(quantities)
    for bound in bounds:
        own: list[Quantity] = []
        while index < total and quantities[index].start < bound:
            own.append(quantities[index])
            index += 1
        if clause_start < bound:
            _read_clause(text, clause_start, bound, (start, end), own, state, context, readings)
        clause_start = bound + 1
    return readings


def _read_clause(
    text: str,
    start: int,
    end: int,
    sentence: Span,
    quantities: list[Quantity],
    state: _State,
    context: Context,
    readings: list[Reading],
) -> None:
    first = quantities[0].start if quantities else end
    position, head_modality = _enter_clause(text, start, first, state, context)
    _note_scope(text, start, first, state, bool(quantities))
    if not quantities:
        if state.each and not EACH.match(text, start, end):
            state.each, state.scope = False, None
        state.at_least = ""
        if position >= end or text[end : end + 1] == ":" or (head_modality == "力争" and not state.modality):
            state.modality = head_modality or state.modality
        _note_subject(text, position, end, state)
        return
    if head_modality:
        state.modality = head_modality
    lexicon = load_lexicon()
    thresholds = _thresholds(text, end, quantities, lexicon)
    item_start = position if position <= first else first
    previous_end = -1
    pending: list[Span] = []
    for number, quantity in enumerate(quantities):
        if number in thresholds:
            pending.append((item_start, quantity.end))
            continue
        following = quantities[number + 1].start if number + 1 < len(quantities) else end
        reading = _read_item(
            text,
            item_start,
            following,
            end,
            sentence,
            quantity,
            state,
            context,
            pending,
            number,
            quantities,
            lexicon,
        )
        if reading is not None:
            readings.append(reading)
            pending = []
            tail = _after(text, quantity.end, end, lexicon)[1]
            item_start = previous_end = max(
                tail, min(reading.indicator[-1][1], following) if reading.indicator else 0
            )
            while item_start < end and text[item_start] in "、和及与,":
                item_start += 1
    if previous_end >= 0 and len(readings) > 1:
        _share_comparator(text, readings, quantities)


def _enter_clause(text: str, start: int, stop: int, state: _State, context: Context) -> tuple[int, str]:
    """Strip time, modality and adverbs from the head of a clause; return where its own words begin."""
    ordinal = ORDINAL.match(text, start, stop)
    position, modality = ordinal.end() if ordinal else start, ""
    heads = load_lexicon().heads
    while position < stop:
        match = TIME.match(text, position, stop)
        if match and match.end() > position:
            _note_time(match, state, context)
            position = match.end()
            continue
        word, parts = _longest_prefix(text, position, stop, heads)
        if not word:
            break
        roles = dict(parts)
        if "head" in roles and "modality" not in roles:
            break
        if word == "累计":
            state.annual = ""
        if "modality" in roles and word in _modalities():
            if word == "计划" and not PLANNED.match(text, position):
                break
            modality = word
        position += len(word)
    return position, modality


@cache
def _modalities() -> frozenset[str]:
    return frozenset(w for w, parts in load_lexicon().heads.items() if ("modality", "") in parts)


def _note_subject(text: str, position: int, end: int, state: _State) -> None:
    """Keep what a clause without a number names, for a bare 年产值 that follows; what it does comes second to what it is."""
    heads = load_lexicon().heads
    verbal = False
    while position < end:
        word, parts = _longest_prefix(text, position, end, heads)
        if not word:
            break
        verbal = verbal or any(role == "head" for role, _ in parts)
        position += len(word)
    if end - position >= 2 and (state.subject is None or not verbal):
        state.subject = (position, end)


def _note_time(match: re.Match[str], state: _State, context: Context) -> None:
    moment = read_moment(match, context.window)
    if moment is None:
        return
    if moment.annual:
        state.annual = moment.period
    elif not _is_over(moment.period, context.window):
        state.period, state.annual = moment.period, ""


def _is_over(period: str, window: Window | None) -> bool:
    """A year before the plan is a base (在2024年480家的基础上), no deadline."""
    return window is not None and int(re.findall(r"\d{4}", period)[-1]) < window.start_year


def _note_scope(text: str, start: int, stop: int, state: _State, has_number: bool) -> None:
    if stop <= start:
        return
    if RESET.search(text, start, stop):
        state.each, state.scope = False, None
    limit = min(stop + 1, len(text))
    match = EACH.search(text, start, limit) if has_number else EACH.match(text, start, limit)
    if match and match.start() < stop:
        state.each = True
        begin = match.start()
        finish = match.end("list") if match["list"] else match.end()
        state.scope = (begin, finish)


def _longest_prefix(
    text: str, start: int, stop: int, table: dict[str, tuple[tuple[str, str], ...]]
) -> tuple[str, tuple[tuple[str, str], ...]]:
    for length in (7, 6, 5, 4, 3, 2, 1):
        if start + length > stop:
            continue
        word = text[start : start + length]
        parts = table.get(word)
        if parts is None:
            continue
        if length == 1:
            after, _ = (
                _longest_prefix(text, start + 1, min(stop, start + 8), table)
                if start + 2 < stop
                else ("", ())
            )
            if len(after) < 2 and not TIME.match(text, start + 1, stop):
                continue
        return word, parts
    return "", ()


def _longest_suffix(
    text: str, start: int, end: int, table: dict[str, tuple[tuple[str, str], ...]]
) -> tuple[str, tuple[tuple[str, str], ...]]:
    for length in (7, 6, 5, 4, 3, 2, 1):
        if end - length < start:
            continue
        word = text[end - length : end]
        parts = table.get(word)
        if parts is not None:
            return word, parts
    return "", ()


def _after(text: str, position: int, end: int, lexicon: Lexicon) -> tuple[str, int]:
    """Return the comparator behind a number and where it ends."""
    for length in (5, 4, 3, 2, 1):
        code = lexicon.after.get(text[position : position + length]) if position + length <= end else None
        if code and not (
            length == 1
            and text[position : position + 1] == "起"
            and position + 1 < end
            and text[position + 1] not in HALF
        ):
            return code, position + length
    return "", position


COUNTED_TAIL = re.compile(r"(?:的|\(含\)|及)?[^,。;:、\d]{0,24}")


def _thresholds(text: str, end: int, quantities: list[Quantity], lexicon: Lexicon) -> set[int]:
    """Return the numbers of the quantities that only say which things are counted (投资超10亿元的项目)."""
    found: set[int] = set()
    for number, quantity in enumerate(quantities):
        if quantity.unit is None or quantity.numeral_type == "implicit":
            continue
        code, tail = _after(text, quantity.end, end, lexicon)
        dimension = quantity.unit.dimension
        nxt = quantities[number + 1] if number + 1 < len(quantities) else None
        stop = nxt.start if nxt else end
        rest = text[tail:stop]
        if not rest or rest[0] in HALF:
            # a list of thresholds that ends in 的: 5000亿元、1000亿元、500亿元的开发区
            if (
                rest[:1] == "、"
                and (len(rest) == 1 or rest[1:] in lexicon.tails)
                and dimension in {"money", "usd", "physical"}
                and nxt is not None
            ):
                found.add(number) if _list_is_modifier(text, end, quantities, number, lexicon) else None
            continue
        phrase = COUNTED_TAIL.match(rest).group()  # type: ignore[union-attr]
        if not phrase:
            continue
        noun = phrase.lstrip("的")
        of = phrase.startswith("的") or bool(code)
        if (
            dimension == "count"
            and not code
            and nxt is not None
            and quantity.numeral_type == "arabic"
            and not CLAUSE_END.search(rest)
            and _is_measured(rest, text, nxt, lexicon)
        ):
            found.add(number)
        elif dimension in {"money", "usd"}:
            if not _names_fund(noun, lexicon) and (
                _names_counted(noun, lexicon) or (of and nxt is not None and noun)
            ):
                found.add(number)
        elif (
            dimension in {"time", "physical"}
            and of
            and noun
            and (_names_counted(noun, lexicon) or (nxt is not None and len(rest) < 24))
            and not _starts_verbal(noun)
        ):
            if dimension == "physical" and code == "" and not phrase.startswith("的"):
                continue
            if dimension == "physical" and not code and nxt is None:
                continue
            found.add(number)
        elif (
            dimension == "count"
            and phrase.startswith("的")
            and nxt is not None
            and code
            and _names_counted(noun, lexicon)
        ) or (
            dimension == "count"
            and code
            and nxt is not None
            and "的" in rest
            and _names_counted(rest[rest.rfind("的") :], lexicon)
            and _link_before(text, nxt, lexicon)
        ) or (
            dimension == "percent"
            and phrase.startswith("的")
            and code
            and nxt is not None
            and _names_counted(noun, lexicon)
            and _link_before(text, nxt, lexicon)
        ):
            found.add(number)
    return found


def _is_measured(rest: str, text: str, following: Quantity, lexicon: Lexicon) -> bool:
    """推动11个重点项目投资突破2000亿元: the eleven say whose investment the target is."""
    if (
        re.search(r"[、和及]|每", rest)
        or following.unit is None
        or following.unit.dimension not in {"money", "percent"}
    ):
        return False
    return _link_before(text, following, lexicon)


def _list_is_modifier(text: str, end: int, quantities: list[Quantity], number: int, lexicon: Lexicon) -> bool:
    for later in range(number + 1, len(quantities)):
        _, tail = _after(text, quantities[later].end, end, lexicon)
        nxt = text[tail : tail + 1]
        if nxt == "的" or (
            nxt
            and nxt not in HALF
            and _names_counted(text[tail : tail + 12], lexicon)
            and later + 1 < len(quantities)
        ):
            return later + 1 < len(quantities)
        if nxt not in {"、", "和", "及"}:
            return False
    return False


def _names_fund(noun: str, lexicon: Lexicon) -> bool:
    """Whether the head of the noun phrase is money (基金, 产值) and not a thing that the money tells apart (企业)."""
    funds = [m.end() for m in _matcher("fund").finditer(noun[:24])]
    things = [m.end() for m in _matcher("counted").finditer(noun[:24])]
    return bool(funds) and (not things or funds[-1] >= things[-1])


def _names_counted(noun: str, lexicon: Lexicon) -> bool:
    return _matcher("counted").search(noun[:24]) is not None


def _starts_verbal(noun: str) -> bool:
    return noun.startswith(("用于", "纳入", "以上"))


@cache
def _matcher(part: str) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(load_lexicon().nouns[part], key=len, reverse=True))))


@cache
def _matcher_of_heads() -> re.Pattern[str]:
    words = [
        word
        for word, parts in load_lexicon().heads.items()
        if len(word) > 1 and any(role == "head" for role, _ in parts)
    ]
    return re.compile("(?:" + "|".join(map(re.escape, sorted(words, key=len, reverse=True))) + r")(?=\d)")


def _link_before(text: str, quantity: Quantity, lexicon: Lexicon) -> bool:
    word, parts = _longest_suffix(text, max(0, quantity.start - 8), quantity.start, lexicon.tails)
    return any(role in {"link", "comparator"} for role, _ in parts)


PEOPLE = re.compile(r"[^,。;、\d]{0,14}(?:人口|农民|群众|居民|人员|劳动力|职工|学生)")
MONEY_PHRASE = re.compile(
    r"规模|产值|收入|营收|投资|总额|余额|增加值|[贷存]款|成交额|GDP|生产总值|预算|销售|资产"
)
INDEX = re.compile(r"(?:指数|系数|得分|评分|水平|指标值|比)$")
NOT_UNIT = re.compile(r"[年月日号时点分秒岁强届版期级度线路]|世纪|年代|[A-Za-z]")
GROWTH_PHRASE = re.compile(r"(?:增速|增长率|增幅|涨幅|增长|增长速度|增长幅度|上涨幅度|上升幅度|增速保持)在?$")
REDUCTION_PHRASE = re.compile(r"(?:降幅|下降率|降低率|下降幅度|减少率|削减率|降低|下降)$")
BARE = re.compile(
    r"^(?:年|总|年均|实现|当年)?(?:产值|产业规模|规模|销售收入|营业收入|主营业务收入|营收|产量|投资额|总投资|利税|税收|出口额|增加值|数量|总数|总量|占比|比重|覆盖率|年产值|总产值|面积|投资)$"
)
SUBSIDY_OK = re.compile(r"标准|基数|经费|总额|规模|资金池|预算")


def _read_item(
    text: str,
    start: int,
    following: int,
    end: int,
    sentence: Span,
    quantity: Quantity,
    state: _State,
    context: Context,
    thresholds: list[Span],
    number: int,
    quantities: list[Quantity],
    lexicon: Lexicon,
) -> Reading | None:
    """Read one quantity of a clause; None if it is no target."""
    start = min(start, quantity.start)
    for match in TIME.finditer(text, start, quantity.start):
        if not match["annual"]:
            _note_time(match, state, context)
    code, tail = _after(text, quantity.end, end, lexicon)
    right = text[tail:end]
    has_noun = (
        bool(right)
        and right[0] not in HALF
        and right[0] != "("
        and not re.match(r"[和及与或并且以]|以上|用于|左右|时|方可|,", right)
    )
    left = _take_apart(text, start, quantity, lexicon, has_noun)
    if quantity.numeral_type == "implicit":
        return _read_implicit(text, start, end, sentence, quantity, left, state, context, lexicon)
    if quantity.unit is None:
        unit_name = _index_value(text, quantity, left, tail)
        if unit_name is None:
            return None
        if unit_name == "年":
            quantity = quantity._replace(end=quantity.end + 1, unit_name="年", unit_as_written="年")
            code, tail = _after(text, quantity.end, end, lexicon)
            right = text[tail:end]
        elif unit_name == "亿元":
            factor = lexicon.units["元"].factor
            quantity = quantity._replace(
                value_min=plain(quantity.value_min * factor),
                value_max=plain(quantity.value_max * factor),
                unit=lexicon.units["元"],
                unit_name="亿元",
            )
        elif unit_name == "人":
            quantity = quantity._replace(unit=lexicon.units["人"], unit_name="人")
    if _is_excluded(text, start, end, quantity, left, right, sentence, lexicon, context):
        return None
    phrase = left.phrase
    words = text[phrase[0] : phrase[1]]
    is_body = (
        state.each
        and state.scope is not None
        and state.scope[0] <= phrase[0] < state.scope[1] + 8
        and bool(EACH.search(words) or phrase[1] <= state.scope[1] + 1)
    )
    before = has_noun and (
        len(words) < 2
        or words.endswith("等")
        or text[phrase[1] : phrase[1] + 1] == "的"
        or bool(left.head)
        or is_body
        or (left.comparator and not left.link and _names_body(words))
        or (not left.link and not left.comparator and words.endswith(("将", "对", "在")))
    )
    if (
        quantity.unit is not None
        and quantity.unit.dimension == "percent"
        and has_noun
        and right.startswith("的")
        and len(words) < 2
    ):
        before = True
    qualifier: tuple[Span, ...] = tuple(thresholds)
    head = left.lead or left.head
    if before:
        indicator, extra = _noun_after(text, tail, following, end, sentence[1], quantities, number)
        qualifier += extra
        if not head:
            head = (
                state.head
                if len(words) < 2 and start > sentence[0] and text[start - 1] in "、和及与"
                else head
            )
    else:
        indicator, head = _noun_before(text, phrase, left, state, quantity, head)
        if (
            quantity.unit is not None
            and quantity.unit.dimension == "percent"
            and text[phrase[1] : phrase[1] + 1] == "的"
            and re.match(r"用于|投向|投入|来自|投资", right)
        ):
            indicator = (*indicator, (tail, end))
        elif (
            quantity.unit is not None
            and quantity.unit.dimension == "percent"
            and has_noun
            and words
            and not left.link
            and right[0] != "的"
        ):
            indicator = (
                *indicator,
                *_noun_after(text, tail, following, end, sentence[1], quantities, number)[0],
            )
        elif (
            right.startswith("的")
            and len(right) > 2
            and quantity.unit is not None
            and quantity.unit.dimension in {"money", "usd"}
        ):
            indicator = (
                *_noun_after(text, tail, following, end, sentence[1], quantities, number)[0],
                *indicator,
            )
        if thresholds:
            qualifier, indicator = _split_threshold(text, thresholds, indicator)
    link, link_word = left.link, left.link_word
    shares_head = start > sentence[0] and text[start - 1] in "、和及与"
    if not words and not link and state.link and (not before or (shares_head and not left.head)):
        link, link_word = state.link, state.link_word
    before_code = left.comparator
    is_list = shares_head and not words and not left.head and not left.link
    if is_list and not before_code:
        before_code = state.comparator
    state.comparator = before_code
    if not before_code and re.search(
        r"(?:至少|不少于)(?:与|同|为|向|对|在)?[^,、\d]{0,6}$", text[start : quantity.start]
    ):
        before_code = "ge"
    if before and not before_code and not left.head and not link and state.at_least:
        before_code = state.at_least
    if before:
        state.at_least = (
            "ge" if left.comparator_word in {"至少", "不少于", "最少"} and left.head else state.at_least
        )
    comparator = _comparator(quantity, before_code, code)
    if (
        left.comparator_word in {"突破", "跨越"}
        and before
        and re.search(r"技术|难题|瓶颈|产品|短板|环节", text[tail : tail + 30])
        and quantity.unit is not None
        and quantity.unit.dimension == "count"
    ):
        comparator, head = _comparator(quantity, "", code), "突破"
    noun_text = "".join(text[a:b] for a, b in indicator)
    kind = _kind(text, quantity, noun_text, link, link_word, head, state, left, before, bool(words), tail)
    own_annual = _own_annual(text, start, quantity.start)
    inherits = not (left.lead or left.head or left.link) and kind == state.kind
    period = _period(text, start, quantity.start, state, context, kind, own_annual, link, inherits)
    state.last_annual = period.startswith("annual")
    modality = (
        left.modality or left.lead_modality or (state.item_modality if is_list else "") or state.modality
    )
    state.item_modality = left.modality or left.lead_modality or (state.item_modality if is_list else "")
    distribution = "each" if state.each else "total"
    if head:
        state.head = head
    state.unit_name = quantity.unit_name
    state.link, state.link_word, state.kind = link, link_word, kind
    if not before and phrase[1] - phrase[0] >= 2:
        state.subject = indicator[0] if indicator else state.subject
    elif before and indicator:
        state.subject = indicator[-1]
    return Reading(
        quantity,
        sentence,
        indicator,
        comparator,
        kind,
        period,
        distribution,
        state.scope if state.each else None,
        modality,
        qualifier,
    )


def _take_apart(text: str, start: int, quantity: Quantity, lexicon: Lexicon, before_noun: bool) -> _Left:
    """Take the words in front of a number apart, from the number backwards, then from the head of what is left."""
    position = quantity.start
    comparator = comparator_word = link = link_word = head = modality = ""
    respectively = False
    while position > start:
        word, parts = _longest_suffix(text, start, position, lexicon.tails)
        if not word:
            if (
                text[position - 1] in "、和及与并的"
                and (head or comparator_word == "突破")
                and position - 1 > start
                and text[position - 1] != "的"
            ):
                earlier, roles = _longest_suffix(text, start, position - 1, lexicon.tails)
                if earlier and any(role == "head" for role, _ in roles):
                    position -= 1
                    continue
            break
        roles = dict(parts)
        if word in {"至少", "不少于", "最少"} and not comparator:
            comparator, comparator_word = "ge", word
        elif "comparator" in roles and not comparator and not link and not head:
            comparator, comparator_word = roles["comparator"], word
            if word in {"高于"} or "head" in roles:
                head = head or (word if "head" in roles and False else "")
        elif (
            "link" in roles
            and not link
            and not (head and len(word) == 1)
            and not (len(word) == 1 and word in "是有按为到至占" and head)
        ):
            if head and "head" in roles:
                head = word
            else:
                link, link_word = roles["link"], word
                if "保持" in word:
                    modality = "保持"
                if "head" in roles:
                    head = word if word not in {"完成", "形成"} else head
        elif "head" in roles:
            if not before_noun and roles["head"] != "reduction":
                if (
                    position - len(word) == start
                    or (position < quantity.start
                    and text[start : position - len(word)].strip("、和及与") == "")
                ):
                    head = head or word
                else:
                    break
            head = word if not head else head
        elif "modality" in roles:
            if word == "计划" and not PLANNED.match(text, position - 2):
                break
            modality = modality or word
        elif "adverb" in roles or "comparator" in roles:
            respectively = respectively or word == "分别"
        else:
            break
        position -= len(word)
    begin, verb_begin, lead, lead_modality = start, -1, "", ""
    while begin < position and text[begin] in "、和及与,":
        begin += 1
    while begin < position:
        match = TIME.match(text, begin, position)
        if match and match.end() > begin:
            begin = match.end()
            continue
        word, parts = _longest_prefix(text, begin, position, lexicon.heads)
        if not word:
            break
        roles = dict(parts)
        if "head" in roles:
            if VERB_IN_NOUN.match(text, begin + len(word), position) or begin + len(word) >= position:
                break
            verb_begin = begin if verb_begin < 0 else verb_begin
            if not lead or roles["head"] == "increment_strong":
                lead = word
        if "modality" in roles and word in _modalities():
            if word == "计划" and not PLANNED.match(text, begin):
                break
            lead_modality = word
        begin += len(word)
        while begin < position and text[begin] in "、和及与并" and lead:
            nxt, nparts = _longest_prefix(text, begin + 1, position, lexicon.heads)
            if nxt and any(role == "head" for role, _ in nparts):
                begin += 1
            else:
                break
    begin, lead = _skip_adjunct(text, begin, position, lead, lexicon)
    if verb_begin < 0 and lead:
        verb_begin = text.rfind(lead, start, begin)
    if verb_begin >= 0 and (
        begin < position <= begin + 2
        or (quantity.unit is not None and quantity.unit.dimension == "percent" and lead.startswith("新"))
    ):
        begin = verb_begin  # 新承接和签约项目: 项目 alone would not say what is counted
    while position > begin and text[position - 1] == "的":
        position -= 1
    year = TRAILING_YEAR.search(text, begin, position)
    if year and year.start() > begin + 1:
        position = year.start()
    return _Left(
        comparator,
        comparator_word,
        link,
        link_word,
        head,
        modality,
        (begin, position),
        lead,
        lead_modality,
        respectively,
    )


TRAILING_YEAR = re.compile(r"(?:到|至)?20\d\d年(?:底|末)?$")
PLANNED = re.compile(
    r"计划(?=到|新|在|于|用|每年|年|建|引|培|投|完成|实施|开工|安排|招|开展|举办|打造|创|推|\d|达|启动|总)"
)
ADJUNCT = re.compile(
    r"(?:在|围绕|面向|对|为|向|通过|依托|以|针对|聚焦|从|于|由|按|把|将|组织|全[市省区县国]|我[市省区县国])"
)


def _skip_adjunct(text: str, begin: int, position: int, lead: str, lexicon: Lexicon) -> tuple[int, str]:
    """Skip 各 with its bodies, and a phrase of place or aim, if a verb follows: 围绕重点群体开展|职业技能培训."""
    scope = None
    for scope in EACH.finditer(text, begin, position):
        pass
    start = scope.end() if scope else begin
    if scope and start < position:
        begin = start
    if not scope and not ADJUNCT.match(text, begin, position):
        return begin, lead
    everywhere = None if scope else re.compile(r"全[市省区县国]|我[市省区县国]").match(text, begin, position)
    if everywhere:
        word, parts = _longest_prefix(text, everywhere.end(), position, lexicon.heads)
        if any(role == "head" for role, _ in parts) and not VERB_IN_NOUN.match(
            text, everywhere.end() + len(word), position
        ):
            return everywhere.end() + len(word), lead or word
        return begin, lead
    found, verb, at = -1, "", start
    while at < position - 2:
        word, parts = _longest_prefix(text, at, position, lexicon.heads)
        if len(word) > 1 and any(role == "head" for role, _ in parts):
            if not VERB_IN_NOUN.match(text, at + len(word), position) and at + len(word) < position - 1:
                if scope and at > start + 1 and found < 0:
                    break
                found, verb = at + len(word), word
            at += len(word)
        else:
            at += 1
    if found >= 0:
        return found, lead or verb
    return begin, lead


VERB_IN_NOUN = re.compile(
    r"率|度|性|区|用地|者|额|型|筑|中国|期|类|式|单位|人员|能力|水平|指数|强度|费用|规模(?!化|以上)|数(?!字)|目标|、|和.{0,6}[率度量额]|条件|环境|成本|成效|产业$"
)
BODY = re.compile(
    r"(?:部门|单位|政府|管委会|县|市|区|乡镇|街道|村|企业|园区|开发区|同志|领导|学校|机构|联络处|级)\)?$"
)


def _names_body(words: str) -> bool:
    return BODY.search(words) is not None


def _index_value(text: str, quantity: Quantity, left: _Left, tail: int) -> str | None:
    """Return the unit of a number that is written without one: none for an index (指数达到86以上), 人 for people, 亿元 for money."""
    phrase = text[left.phrase[0] : left.phrase[1]]
    if text[quantity.end : quantity.end + 1] == "年" and left.link == "level" and "年限" in phrase:
        return "年"
    if quantity.unit_as_written and quantity.unit_as_written[-1] in "万亿":
        if phrase.endswith("人口") or PEOPLE.match(text, tail):
            return "人"
        if (
            "亿" in quantity.unit_as_written
            and (left.link or left.comparator)
            and MONEY_PHRASE.search(phrase)
        ):
            return "亿元"
    if NOT_UNIT.match(text, quantity.end) or not (left.link == "level" or left.comparator):
        return None
    if quantity.unit_as_written and quantity.unit_as_written[-1] not in "万亿":
        return None
    after = text[tail : tail + 1]
    if after and after not in HALF and after not in "和及以":
        return None
    return "" if INDEX.search(phrase) else None


SUBSIDY_END = re.compile(
    r"(?:奖励|奖补|补贴|补助|资助|给予|贴息|罚款|最高|奖金|奖|优惠|一次性)(?![^,。;]{0,6}资金)[^,。;]{0,12}$"
)
SUBSIDY_START = re.compile(r"(?:的)?(?:一次性)?(?:奖励|奖补|补贴|补助|资助|奖金|罚款|以上罚款|贴息)")
CONDITION = re.compile(r"^(?:对|凡|凡是|给予|按照?)[^,。;]{0,40}$")
SCORE = re.compile(r"^(?:分|星|届|周年|级|年|月|日|号|时|强|条措施|项措施|条举措)")
CIRCLE = re.compile(r"^(?:[^,。;、]{0,8}(?:圈|通勤|可达|直达|抵达|过境|免签|办结|响应|值守))")


def _is_excluded(
    text: str,
    start: int,
    end: int,
    quantity: Quantity,
    left: _Left,
    right: str,
    sentence: Span,
    lexicon: Lexicon,
    context: Context,
) -> bool:
    before = text[max(sentence[0], start - 30) : quantity.start]
    own = text[start : quantity.start]
    unit = quantity.unit
    dimension = unit.dimension if unit else ""
    if (
        dimension in {"money", "usd"}
        and (SUBSIDY_END.search(own) or SUBSIDY_START.match(right))
        and not SUBSIDY_OK.search(own + right[:8])
    ):
        return True
    if re.search(r"(?:第|[“《(]|\+)$", own) and (own[-1:] in "第+" or _in_name(text, quantity, end)):
        return True
    if (
        own.endswith(("年产", "日产", "总投资", "投资额"))
        and dimension in {"physical", "money", "count"}
        and right[:1] not in HALF
        and right
    ):
        return True
    if BASE.search(own) or RISES_TO.match(right) or right.startswith(("的基础上", "基础上")):
        return True
    if FORECAST.search(text, sentence[0], sentence[1]) or FULFILLED.search(text, sentence[0], sentence[1]):
        return True
    clause = text[max(text.rfind(",", sentence[0], quantity.start) + 1, sentence[0]) : quantity.start]
    if (
        SCOPE_LIST.match(clause)
        and not (left.head or left.lead or left.link)
        and not _matcher_of_heads().search(clause, 2)
    ):
        return True
    if dimension == "count" and PARTS.match(right) and not left.link:
        return True
    if (
        own.endswith(("时速", "速度", "净空", "直径"))
        or (own.endswith("以") and "为" in right[:16])
        or own.endswith(("将高达", "将达"))
        or EXPLAINS.search(own)
        or _closes_list(text, quantity, left, right)
        or re.match(r"(?:覆盖率|半径|范围|服务圈|见方|跑道|高标)", right)
    ):
        return True
    if re.search(
        r"(?:申报|申请|报名|投标)(?:单位|企业|人|主体|条件)?[^,。;]{0,10}(?:须|应|需|必须|满)",
        text[sentence[0] : quantity.start],
    ):
        return True
    if (
        dimension == "percent"
        and re.search(r"补助|补贴|奖励|贴息|给予|优惠|奖补", text[quantity.end : sentence[1]])
        and not left.link == "growth"
    ):
        return True
    if own.endswith("每") or re.search(r"(?:聚焦|围绕|针对|依托|面向|瞄准)$", own):
        return True
    if re.match(
        r"(?:[一二三四五六七八九十]{1,3}是)?(?:对|凡)", text[sentence[0] : quantity.start].rsplit(",", maxsplit=1)[-1]
    ) and re.search(
        r"给予|予以|奖励|补助|补贴|通报|约谈|优先支持|免收|贴息", text[quantity.end : sentence[1]]
    ):
        return True
    if own.endswith("(") and right.startswith(")"):
        return True
    if (
        (dimension == "physical" or (dimension == "count" and quantity.unit_as_written[:1] in "万亿"))
        and right[:1] not in HALF
        and right
        and not left.link
        and re.search(r"等[^,。;]{0,8}项目|项目(?:建设|落地)", right)
    ):
        return True
    if dimension == "time":
        if (
            CIRCLE.match(right)
            or not (left.link or left.comparator)
            or (right.startswith(("内", "前", "以内"))
            and not left.link)
        ):
            return not (left.link == "level" and unit is not None and unit.written == "岁") and not left.link
    if quantity.numeral_type == "hanzi" and not _hanzi_counts(text, quantity, left, right):
        return True
    if _past_sentence(text, sentence, quantity, start, context):
        return True
    if (
        dimension == "count"
        and quantity.numeral_type == "arabic"
        and re.match(r"(?:大(?!型)|方面|类(?!企业)|环节|维度)", text[quantity.end : quantity.end + 3])
    ):
        return True
    return bool(
        dimension == "percent"
        and re.search(r"(?:按|按照|减按|税率|费率|利率|首付|出资)$", own.rstrip("为至到"))
    )


RISES_TO = re.compile(r"(?:提高|提升|增加|增长|扩大|上升|下降|降低|减少|压减|调整|缩短|优化)(?:到|至|为)\d")
EXPLAINS = re.compile(r"(?:将使|惠及|受益|涉及)[^,。;]{0,8}$|(?:从|自)20\d\d年(?:到|至)20\d\d年")
BASE = re.compile(
    r"(?:由|从|自)(?:20\d\d年(?:底|末)?的?|目前的?|现在的?|现有的?|上年的?|去年的?|原来的?|“?十.五”?末的?)?$"
)
FORECAST = re.compile(r"(?:机构|专家|协会|组织|报告|据)[^,。;]{0,8}(?:预测|预计|预估)|有望")
FULFILLED = re.compile(r"完成(?:年度|全年|省定|年初|市定)?(?:目标|任务|计划)(?:任务)?的\d")
SCOPE_LIST = re.compile(r"(?:聚焦|围绕|瞄准|针对|依托|面向|紧盯|突出|覆盖|对标|发挥|用好)[^,]*$")
PARTS = re.compile(
    r"[^,。;、\d]{0,6}(?:任务|举措|措施|指标|民生实事)(?![值数])|[^,。;、\d]{0,10}方案|(?:重点)?(?:领域|行业|方面)(?!龙头|领军|企业|级|协会|标准|骨干|冠军|性)"
)


def _closes_list(text: str, quantity: Quantity, left: _Left, right: str) -> bool:
    """满洲里、二连浩特、鄂尔多斯3个口岸: the number counts the names before it."""
    words = text[left.phrase[0] : left.phrase[1]]
    if (
        not words
        or left.link
        or left.comparator
        or left.head
        or words.endswith("等")
        or right[:1] in HALF
        or not right
        or quantity.value_max < 2
    ):
        return False
    return words.count("、") + words.count("和") + 1 == quantity.value_max and "、" in words + "、" * (
        quantity.value_max == 2 and "和" in words
    )


def _in_name(text: str, quantity: Quantity, end: int) -> bool:
    """“1125聚才计划”, “3个100万”: the number stands inside quotation marks."""
    opening = text.rfind("“", max(0, quantity.start - 12), quantity.start)
    return opening >= 0 and text.find("”", opening, quantity.start) < 0


HANZI_VERBS = re.compile(
    r"(?:举办|承办|召开|开展|组织|新建|新增|建成|引进|创建|争创|培育|新开工|开工|落地|设立|签约|建设|打造|新开通|开通|不少于|至少|不低于|达到|超过|突破|力争|确保|举行|布局|认定|完成|推出|选树|建立|获批|投产|实现|新布局|招引|实施|改造|增加|新设|净增|组建|参加|形成|启动|分别|各|成立)(?:了)?$"
)


def _hanzi_counts(text: str, quantity: Quantity, left: _Left, right: str) -> bool:
    """Tell a count in Chinese numerals (举办三场推介会) from the name of a part (实施五大行动, 一个中心)."""
    if quantity.unit is not None and quantity.unit.dimension != "count":
        return bool(left.link or left.comparator or right[:1] in HALF) and right[:1] not in {"级", "元"}
    if quantity.value_max == 1 and quantity.unit_as_written not in {"次", "场", "期", "轮"}:
        return left.comparator_word in {"至少", "不少于"}
    own = text[max(0, quantity.start - 8) : quantity.start]
    if quantity.unit_as_written == "次" and quantity.value_max <= 2:
        return bool(
            re.search(
                r"每(?:年|季度|半年|月|个?季度|周)|不少于$|至少$",
                text[max(0, quantity.start - 24) : quantity.start],
            )
        )
    if quantity.value_max == 1 or quantity.unit_as_written in {"次", "场", "场次", "期", "轮"}:
        return bool(
            re.search(r"每(?:年|季度|半年|月|个?季度|周)", text[max(0, quantity.start - 24) : quantity.start])
            or (HANZI_VERBS.search(own) and quantity.value_max > 1)
        )
    if (
        (not right or right[0] in HALF)
        and quantity.value_max >= 10
        and (left.lead or left.link or left.comparator)
    ):
        return True
    if _matcher("part").match(right) or re.match(
        r"[^,。;、]{0,8}?(?:行动|工程|战略|方面|任务|体系|机制|环节|原则|关系|高地|举措|维度|关键|转变|攻坚战|清单|指标|优势|文章|链条)(?![业目项])",
        right,
    ):
        return False
    return HANZI_VERBS.search(own) is not None


PAST_DONE = re.compile(
    r"连续\d+[年个][^,。;]{0,12}$|(?:已|已经|业已|成功|累计已|现已)[^,。;]{0,12}$|了$|(?:目前|现已|去年|截至|同比以往)[^,。;]{0,30}$"
)
PAST_YEAR = re.compile(r"(?<![到至较比自从过])(20\d\d)年(?!底?前|以来|起|—|-|至|到)")


def _past_sentence(text: str, sentence: Span, quantity: Quantity, start: int, context: Context) -> bool:
    own = text[max(sentence[0], start) : quantity.start]
    if PAST_DONE.search(own) and not re.search(r"(?:比|较|在)(?:去年|目前|上年)", own):
        return True
    if context.window is None:
        return False
    for match in re.finditer(r"十([一二三四五六]五)”?(?:期间|时期|以来)", text[sentence[0] : quantity.start]):
        if FIVE_YEAR_PLAN[match[1]] + 4 < context.window.start_year:
            return True
    clause = text[sentence[0] : quantity.start]
    years = [m for m in PAST_YEAR.finditer(clause)]
    if years and int(years[-1][1]) < context.window.start_year:
        after = clause[years[-1].end() :]
        return re.search(r"(?:到|至)20\d\d年|今年|力争|确保|在此基础|的基础上|基数", after) is None
    return False


def _comparator(quantity: Quantity, before: str, after: str) -> str:
    if quantity.value_min != quantity.value_max:
        return "range"
    if before and before != "approx":
        return before
    return after or before or ("gt" if quantity.more else "eq")


def _noun_after(
    text: str, tail: int, following: int, end: int, sentence_end: int, quantities: list[Quantity], number: int
) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """Return the noun phrase behind a number (30家X) and what qualifies it (5个技术水平高的X)."""
    begin, stop = tail, end
    following_own = number + 1 < len(quantities)
    if text[begin : begin + 1] in {"的", "、"}:
        begin += 1
    if following_own:
        gap = text[begin:following]
        cut = max(gap.rfind("、"), gap.rfind("和"), gap.rfind("及"))
        if cut >= 0:
            stop = begin + cut
    elif (
        end < sentence_end
        and re.match(r"以|具有|具备|有", text[begin : begin + 2])
        and "的" not in text[begin:end]
    ):
        nxt = CLAUSE_END.search(text, end + 1, sentence_end)
        stop = nxt.start() if nxt else sentence_end
    cut_match = re.search(r"(?:进行|予以|给予|参加|参与|开展|,?实行|的目标|的任务)", text[begin + 2 : stop])
    if cut_match:
        stop = begin + 2 + cut_match.start()
    piece = text[begin:stop]
    depth_of = _last_of(piece)
    if depth_of > 0 and stop - (begin + depth_of + 1) >= 2:
        return ((begin + depth_of + 1, stop),), ((begin, begin + depth_of + 1),)
    if following_own and piece.endswith("级"):  # 1—2个世界级、7个万亿级先进制造业集群
        shared = re.compile(r"[^,。;、和\d]*?级(?=[^,。;、和])").match(text, quantities[number + 1].end, end)
        if shared:
            tail_end = re.compile(r"[^,。;、和及]+").match(text, shared.end(), end)
            return ((begin, stop), (shared.end(), tail_end.end() if tail_end else shared.end())), ()
    lead = re.match(r"(?:等|省级以上|左右)?等", piece)
    if lead:
        begin += lead.end()
    return ((begin, stop),) if stop > begin else (), ()


def _last_of(piece: str) -> int:
    depth = 0
    last = -1
    for i, c in enumerate(piece):
        if c in "(“":
            depth += 1
        elif c in ")”":
            depth -= 1
        elif c == "的" and depth <= 0 and piece[i : i + 2] not in {"的士"}:
            last = i
    return last


def _noun_before(
    text: str, phrase: Span, left: _Left, state: _State, quantity: Quantity, head: str
) -> tuple[tuple[Span, ...], str]:
    words = text[phrase[0] : phrase[1]]
    dimension = quantity.unit.dimension if quantity.unit else ""
    if not words:
        return (state.indicator or ((state.subject,) if state.subject else ())), head or state.head
    if (BARE.match(words) or words.startswith("占")) and state.subject and state.subject[1] <= phrase[0]:
        return (state.subject, phrase), head
    if (
        not head
        and not left.link
        and left.comparator != "gt"
        and (dimension == "count" or (dimension == "physical" and state.unit_name == quantity.unit_name))
    ):
        head = state.head
    return (phrase,), head


def _split_threshold(
    text: str, thresholds: list[Span], indicator: tuple[Span, ...]
) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """Move the threshold from the indicator to the qualifier: 签约金额5亿元以上的|项目."""
    if not indicator:
        return tuple(thresholds), indicator
    begin, stop = indicator[-1]
    last = thresholds[-1][1]
    if not begin <= last <= stop:
        return tuple(thresholds), indicator
    lexicon = load_lexicon()
    _, tail = _after(text, last, stop, lexicon)
    if text[tail : tail + 1] == "的":
        tail += 1
    if stop - tail <= 2:  # 项目 alone would not say which
        return tuple(thresholds), indicator
    return ((begin, tail),), (*indicator[:-1], (tail, stop))


ANNUAL_OWN = re.compile(
    r"每年|年均(?!浓度|降水|气温|水温|径流)|逐年|每季度|每月|每半年|每周|(?:^|[,、确保力争])年(?=新增|落地|引进|培育|实际|服务|均|培训|接待|完成|举办|签约|投资|开工|净增|新|增)|年度(?=投资|新增)"
)


def _own_annual(text: str, start: int, stop: int) -> bool:
    begin = max(text.rfind(",", 0, stop), text.rfind("。", 0, stop), text.rfind(";", 0, stop)) + 1
    piece = text[max(begin, 0) : stop]
    own = text[max(start, begin) : stop]
    if "年均" not in own and re.search(r"年均", piece) and re.search(r"达到?|迈上|突破|超过|[保稳]", own):
        return False
    return (
        ANNUAL_OWN.search(piece) is not None
        and "累计" not in piece
        and not re.match(
            r".*年产值",
            piece[-12:] if "年产" in piece and "每年" not in piece and "年均" not in piece else "",
        )
    )


def _period(
    text: str,
    start: int,
    stop: int,
    state: _State,
    context: Context,
    kind: str,
    own_annual: bool,
    link: str,
    inherits: bool = False,
) -> str:
    if own_annual or (inherits and state.last_annual):
        return annual_period(context.window)
    if "累计" in text[start:stop]:
        return state.period or plan_period(context.window)
    if state.annual and (kind not in {"share"} or link != "level"):
        return state.annual
    return state.period or plan_period(context.window)


def _kind(
    text: str,
    quantity: Quantity,
    noun: str,
    link: str,
    link_word: str,
    head: str,
    state: _State,
    left: _Left,
    before: bool,
    has_words: bool,
    tail: int,
) -> str:
    unit = quantity.unit
    dimension = unit.dimension if unit else "index"
    if dimension == "multiple":
        return "multiple"
    phrase = text[left.phrase[0] : left.phrase[1]]
    if dimension in {"percent", "point"}:
        if link == "reduction" or REDUCTION_PHRASE.search(phrase):
            return "reduction"
        if link == "growth" or GROWTH_PHRASE.search(phrase):
            return "growth"
        if not has_words and not before and state.kind in {"growth", "reduction", "share"} and not left.link:
            return state.kind
        if head in {"退出", "淘汰", "压减", "减少", "化解"} and not left.link:
            return "reduction"
        return "share" if dimension == "percent" else "growth"
    if dimension == "index":
        return "level"
    role = _head_role(head)
    if role == "reduction" or link == "reduction":
        return "level" if link == "level" and link_word not in {"完成", "实现"} else "reduction"
    if dimension == "count" or dimension == "time":
        activity_unit = quantity.unit_as_written.lstrip("十百千万亿") in load_lexicon().nouns["activity_unit"]
        if activity_unit:
            return "activity"
        if unit is not None and unit.written == "人次":
            return "level" if re.search(r"旅游|游客|接待|客流|吞吐|入境", noun + phrase) else "activity"
        if re.search(r"(?:培训|轮训)", noun + phrase + head) and not re.search(r"基地|机构|中心|平台", noun):
            return "activity"
        if role == "activity" or (_matcher("activity").search(noun[-6:]) is not None):
            return "activity"
    if (
        role == "increment_strong"
        or phrase.startswith("新增")
        or (link == "growth" and link_word in {"增加", "增"})
    ):
        return "increment"
    if re.search(r"新增|净增", phrase):
        return "increment"
    if link == "growth":
        return "increment"
    if not link and not before and VERBAL_NOUN.search(phrase):
        return "increment"
    if dimension in {"money", "usd"}:
        return "level"
    if (
        before
        and dimension == "count"
        and link_word in {"完成", "实现"}
        and role not in {"level", "activity"}
    ):
        return "increment"
    if link == "level" and link_word not in {"实现", "完成", "形成", "为", "有", "按"}:
        return (
            "increment"
            if role == "increment"
            and "累计" in text[max(0, quantity.start - 30) : quantity.start]
            and link_word not in {"达到", "达"}
            else "level"
        )
    if link_word == "形成":
        return "level"
    if role == "level" or re.search(r"(?:总数|总量|数量|保有量|存量)$", phrase):
        return "level"
    if role == "increment":
        return "increment"
    if link == "level":
        return "level"
    if left.comparator in {"gt"} and not before:
        return "level"
    if before and left.comparator:
        return "level"
    return (
        "level"
        if dimension == "physical" and not before
        else "increment"
        if before or state.kind == "increment"
        else "level"
    )


VERBAL_NOUN = re.compile(r"(?:改造|建设|治理|修复|还[林草]|造林|绿化|搬迁|转移|落户|更新)$")


@cache
def _head_role(head: str) -> str:
    if not head:
        return ""
    for role, code in load_lexicon().heads.get(head, ()) or load_lexicon().tails.get(head, ()):
        if role == "head":
            return code
    return ""


def _share_comparator(text: str, readings: list[Reading], quantities: list[Quantity]) -> None:
    """In a list that shares one head (分别增长4.5%、5.5%左右) the last comparator holds for all."""
    for later in range(len(readings) - 1, 0, -1):
        a, b = readings[later - 1], readings[later]
        gap = text[a.quantity.end : b.quantity.start]
        if (
            gap in {"、", "和", "及", "与"}
            and a.comparator == "eq"
            and b.comparator not in {"eq", "range"}
            and a.quantity.unit_name == b.quantity.unit_name
        ):
            readings[later - 1] = a._replace(comparator=b.comparator)


def _read_implicit(
    text: str,
    start: int,
    end: int,
    sentence: Span,
    quantity: Quantity,
    left: _Left,
    state: _State,
    context: Context,
    lexicon: Lexicon,
) -> Reading | None:
    """Read 翻一番, 倍增, 全覆盖, 清零, 过半, 全部…完成."""
    word = text[quantity.start : quantity.end]
    right = text[quantity.end : end]
    if right.lstrip("”").startswith(tuple(lexicon.implicit["names"])) or _past_sentence(
        text, sentence, quantity, start, context
    ):
        return None
    modality = left.modality or left.lead_modality or state.modality
    period = _period(text, start, quantity.start, state, context, "multiple", False, "")
    base = {
        "quantity": quantity,
        "sentence": sentence,
        "period": period,
        "modality": modality,
        "qualifier": (),
        "distribution": "each" if state.each else "total",
        "scope": state.scope if state.each else None,
    }
    phrase = _implicit_subject(text, left, state)
    if word == "全部" and left.phrase[1] - left.phrase[0] < 2:
        phrase = None
    if word == "全部":
        verb = _starts_with_verb(right) or re.search(
            r"(?:建成|开通|启动|完成|达到|实现|纳入|落实|达标|开工|入驻|投产|投用|投入|转型|接入|取得|通过|配备|建立|淘汰|关停|退出|入园|上云|竣工|交付|脱贫|整改|清零|覆盖|改造|摘帽|拆除|销号|办结|解决)",
            right,
        )
        if not verb or re.match(
            r"(?:工业|贷款|增加|税|投资|经费|收入|用于|用来|由|来自|企业贷|人口|财政|家当|力量)", right
        ):
            return None
        finish = len(right)
        if phrase and text[phrase[0] : phrase[1]]:
            indicator = (phrase, (quantity.end, quantity.end + finish))
        else:
            indicator = ((quantity.end, quantity.end + finish),)
        return Reading(indicator=indicator, comparator="eq", kind="share", **base)  # type: ignore[arg-type]
    if word.startswith(("翻", "倍")):
        return Reading(indicator=(phrase,) if phrase else (), comparator="eq", kind="multiple", **base)  # type: ignore[arg-type]
    if word in {"减半", "折半"}:
        return Reading(indicator=(phrase,) if phrase else (), comparator="eq", kind="reduction", **base)  # type: ignore[arg-type]
    if "半" in word:
        return Reading(
            indicator=(phrase,) if phrase else (),
            comparator="gt" if word in {"过半"} else "ge",
            kind="share",
            **base,
        )  # type: ignore[arg-type]
    if right[:1] not in HALF and right and not re.match(r"[和及与并]|的?目标|率", right):
        if not re.match(r"(?:建设|推进|建立|推广)", right):
            return None
        phrase = (quantity.end + 2, end)
    kind = "reduction" if "清零" in word else "share"
    return Reading(indicator=(phrase,) if phrase else (), comparator="eq", kind=kind, **base)  # type: ignore[arg-type]


def _starts_with_verb(words: str) -> bool:
    word, parts = _longest_prefix(words, 0, len(words), load_lexicon().heads)
    return any(role == "head" for role, _ in parts) and VERB_IN_NOUN.match(words, len(word)) is None


def _implicit_subject(text: str, left: _Left, state: _State) -> Span | None:
    begin, stop = left.phrase
    if text[begin:stop]:
        words = text[begin:stop]
        years = re.search(r"“?[三五十两]年$", words)
        if years:
            stop = begin + years.start()
        while stop > begin and text[stop - 1] in "“、":
            stop -= 1
        if stop - begin >= 2:
            return (begin, stop)
    return state.subject

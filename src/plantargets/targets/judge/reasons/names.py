"""Reasons of names and signs: it is part of a name, a list, a formula, or counts the parts of a plan."""

from __future__ import annotations

import re
from functools import lru_cache

from plantargets.language.lexicon import any_of
from plantargets.language.rule import rule
from plantargets.targets.judge.reasons.shared import HEADS, LISTS, looks_ahead
from plantargets.targets.read.pieces import BREAK, Item

_NO_SCHEME = f"(?<!{any_of('no_scheme')})"  # 100家系统解决|方案供应商
_PARTS = re.compile(
    rf"[^,。;、\d]{{0,6}}{any_of('plan_part')}(?![值数])|[^,。;、\d]{{0,10}}{_NO_SCHEME}{any_of('in_scheme')}"
    rf"|(?:重点)?{any_of('plan_field')}(?!{any_of('not_plan_field')})"
)
_LONG_ENOUGH, _SORTS = 4, LISTS["unit_of_sorts"]
_PARTS_UNIT = re.compile(f"大(?={any_of('part_behind')})|{any_of('parts_unit')}|类(?!企业)")
_EDITION = re.compile(r"\d\.\d版")
_NAME_OPENS = re.compile(r"[“《(]$")
_GIVES, _PRAISED = re.compile(any_of("consequence")), re.compile(any_of("praised"))
_SEAT = re.compile(rf"{any_of('seats')}$")
_BRACKETED = re.compile(r"\([^()]*\)")  # 每个县(市、区)办好|2所|县级医院
_MADE_OF = re.compile(rf"[^,。;\d]{{0,12}}{any_of('made_of')}")
_DOERS = re.compile(rf"{any_of('doers')}(?!{any_of('rank_behind')})")
_COUNTING_VERB = re.compile(rf"{any_of('counting_verb')}(?:了)?$")
_PART = re.compile(any_of("part"))
_PART_BEHIND = re.compile(rf"[^,。;、]{{0,8}}?{any_of('part_behind')}(?![业目项])")
_NAME_ALONE = re.compile(r"[^,。;:、\d]{2,12}\d{0,3}")  # and the number of the next line
_VERBS = [*HEADS, *LISTS["reached_word"]]
_SHORTEST_DONE = 5  # characters of 的村通车
_FEW, _SCORE = 10, 20
_MANY = 100  # no list of a plan's own parts is as long
_COMPLETED = re.compile(any_of("completed"))
_EVERY = re.compile(any_of("every"))
_AT_LEAST_AT_END = re.compile(rf"{any_of('at_least')}$")
_FOREIGN = re.compile(r"[\u3041-\u309f\u30a1-\u30fa\uac00-\ud7a3]")
_LETTER = "[A-Za-z\u00c0-\u1ef9]"
_LATIN, _HAN = re.compile(_LETTER + _LETTER + "{5}"), re.compile("[\u4e00-\u9fff]")
_FORMULA = re.compile(r"÷|∑|√|\{|\}|=(?<![<>]=)|-(?<!--)-(?!-)")
_CODE = re.compile(
    # each begins with a character, so that a text without these is passed over at once
    r"\{[\"'“]|==|\+=|\*=|/=|-=|&&|\|\||\((?<=[a-z]\()|f(?<!\wf)or\b.{1,40}\bin\b"
    r"|d(?<!\wd)ef\b|p(?<!\wp)rint\b|r(?<!\wr)eturn\b|S(?<!\wS)ELECT\b"
)
_PROGRAM = re.compile(
    r"=[A-Z]{2,}\(|\+\+\)|[a-z][+*/-]=\d|"
    r"(?<![A-Za-z])(?:SELECT.{1,80}FROM|INSERT ?INTO|print\(|def ?[a-z_]+\()"
)
_SPEAKS_OF_ITSELF = re.compile(rf"{any_of('speaks_of_itself')}|{any_of('text_name')}》?{any_of('text_does')}")
_LEGAL_TEXT = re.compile(any_of("legal_text"))
_OF_WHICH = LISTS["of_which"][0]
_IN_ALL = re.compile(rf"{any_of('parts_in_all')}\d+(?P<unit>{any_of('part_unit')})")
_VERB_AT_HEAD = re.compile("|".join(map(re.escape, HEADS)))
_OWN_PARTS = re.compile(rf"[(]{any_of('counts_parts')}$|{any_of('counts_parts')}$")
_VOTES = re.compile(any_of("votes"))


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


@rule(
    takes=(
        "办好创新创业青年|50人|论坛。",
        "落实“民营经济|32条|”政策。",
        "实施“|1000家|企业上云”工程。",
        "实现“300米见绿、|500米|见园”。",
    ),
    leaves=("到2027年,培育“小巨人”企业|32家|。",),
)
def in_name(item: Item) -> bool:
    """Whether it is part of a name in quotation marks, of a bracket in it, or of an edition (2.0版)."""
    text, start = item.clause.text, item.quantity.start
    if item.quantity.unit_name in LISTS["person_unit"] and item.right.startswith(LISTS["forum"]):
        return True
    if _EDITION.match(text, start):
        return True
    opening = text.rfind("“", max(0, start - 12), start)
    before = item.clause.quantities[item.number - 1] if item.number else None
    is_digits = item.quantity.numeral_type == "arabic"
    goes_on = is_digits and before is not None and before.start == opening + 1  # “300米见绿、|500米|见园”
    is_last_of_name = text.startswith("”", item.quantity.end) and item.quantity.numeral_type != "implicit"
    if not (_NAME_OPENS.search(item.own) or is_last_of_name or goes_on):
        return False
    return opening >= 0 and text.find("”", opening, start) < 0


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
    is_event = quantity.unit_as_written in LISTS["event_unit"]
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
    is_thing = quantity.unit_as_written not in LISTS["part_of_text_unit"] + LISTS["part_unit"]
    if is_thing and item.phrase and left.first_verb in LISTS["counting_verb"]:
        return True
    if item.comparator_behind:  # 省重点实验室|三十家|左右
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
        return is_reached or item.left.comparator_word in LISTS["at_least"]
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
    is_set_out = item.own.startswith(LISTS["sets_out"])
    may_be_part = item.quantity.unit_name in LISTS["part_of_text_unit"] or is_set_out
    if may_be_part and _SPEAKS_OF_ITSELF.search(text, begin, item.quantity.start):
        return not looks_ahead(item)
    is_part = item.quantity.unit_name in LISTS["part_unit"] and _OWN_PARTS.search(item.own) is not None
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

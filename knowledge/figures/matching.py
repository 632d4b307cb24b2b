"""Whether two metric names mean the same: 召开党委理论学习中心组学习次数 and 党委中心组集中学习次数 do.

A name is taken apart into its head (率, 数, 次数, 人次 …), what was done (受理, 办结 …) and what it was done to. Heads and
actions must agree; opposites and different topics never match, however alike the letters are.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from knowledge.figures.metric_words import ACTIONS, ALTERNATIVES, CHANGES, GENERIC, HEADS, NATURAL, PROTECTED, SYNONYMS

SAME = 0.8
"""From here on two names are taken for one metric."""
DOUBTFUL = 0.58
"""Below this two names are different; between, a person should look."""

_NEGATION = "不未无拒非"
_DROPPED = re.compile(r"[=＝*#“”\"‘’「」『』《》\s·|]")
_SEPARATORS = re.compile(r"[、，,（）()/：:。；;—-]+")


def _alternation(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(w) for w in sorted(words, key=len, reverse=True)))


_PROTECTED = _alternation(PROTECTED)
_ACTION = re.compile(rf"(?P<no>[{_NEGATION}]?)(?:予以?)?(?P<word>{_alternation(ACTIONS).pattern})")
_GENERIC = _alternation(GENERIC)
_SYNONYMS = tuple(sorted(SYNONYMS, key=lambda pair: -len(pair[0])))
_IN_PERSON = re.compile(
    r"^(?:[一-龥]{0,6}(?:书记|(?<!副)(?:局长|县长|市长|区长|镇长|乡长|主任|厅长))·?){1,2}[一-龥]{0,3}?(?=主持|亲自|带头|带队)"
)
"""Who it was in front of what a head of an organ does in person: 局长某某主持集体讨论 is 主持集体讨论."""
_WHOLE = re.compile(r"(?:(?:(?<!提)案|[事信稿文附证邮条])件|[疑任责事访证犯]人)数$")
"""A noun that ends like a head: 案件数 is 案件 + 数, not 案 + 件数."""
_HOLD = 0xE000
"""First code point of the private use area: stands for a protected noun while actions are read."""


@dataclass(frozen=True, slots=True)
class Parts:
    """A metric name taken apart."""

    head: str
    """rate, count, times, persons, person-times, money …; empty where the name has none."""
    change: str
    """up, down, either; empty for a level."""
    actions: frozenset[str]
    """Classes of what was done; a negated one begins with ``not-``."""
    spoken: frozenset[str]
    """The very words of the actions."""
    topic: str
    generic: frozenset[str]

    def key(self) -> str:
        """Return a text that is equal for names that differ in order, light words and synonyms only."""
        topic = "".join(sorted(self.topic)) if self.topic else "·" + "".join(sorted(self.generic))
        return "|".join((self.head or "count", self.change, ",".join(sorted(self.actions)), topic))


def key(name: str) -> str:
    """Return the key of a metric name: equal keys are the same metric for certain."""
    return parts(name).key()


@lru_cache(maxsize=20_000)
def parts(name: str) -> Parts:
    """Take a metric name apart."""
    text, change = _ending(_IN_PERSON.sub("", _plain(name)), CHANGES)
    text, head = _ending(text, HEADS)
    text = _one_name(text)
    held: list[str] = []

    def hold(match: re.Match[str]) -> str:
        held.append(match.group())
        return chr(_HOLD + len(held) - 1)

    text = _PROTECTED.sub(hold, text)
    actions: set[str] = set()
    spoken: set[str] = set()

    def act(match: re.Match[str]) -> str:
        kind = ACTIONS[match["word"]]
        actions.add(f"not-{kind}" if match["no"] else kind)
        spoken.add(match["word"])
        return "·"

    text = _ACTION.sub(act, text)
    text = "".join(held[ord(c) - _HOLD] if _HOLD <= ord(c) < _HOLD + len(held) else c for c in text)
    generic = frozenset(_GENERIC.findall(text))
    topic = _GENERIC.sub("", text).replace("·", "")
    return Parts(head, change, frozenset(_reduced(actions)), frozenset(spoken), topic, generic)


def _plain(text: str) -> str:
    """Return a text without quotes and blanks, its marks as one separator."""
    text = _DROPPED.sub("", unicodedata.normalize("NFKC", text)).lower()
    return _SEPARATORS.sub("·", text)


def _one_name(text: str) -> str:
    """Put the one name that comparison uses in the place of each longer one."""
    for long, short in _SYNONYMS:
        if long in text:
            text = text.replace(long, short)
    return text


def supported(words: str, context: str) -> float:
    """Return 0..1: the share of what ``words`` say that ``context`` says too; 0 where it does not tell what was done.

    A name alone may leave out what its sentence says (通过率 in a sentence on 高级执法资格考试).
    """
    asked = parts(words)
    there = _one_name(_plain(context))
    done = {ACTIONS[match["word"]] for match in _ACTION.finditer(there)} | parts(context).actions
    wanted = {action.removeprefix("not-") for action in asked.actions}
    # A verb of one letter more or less (结 in 办结) is told by its class; 调解成功 contains 调解.
    if wanted - done - ({"mediate"} if "resolve" in done else set()):
        return 0.0
    if _exclude(asked.topic, there):
        return 0.0
    pairs = [asked.topic[i : i + 2] for i in range(len(asked.topic) - 1)]
    if not pairs:
        return 1.0 if asked.topic in there else 0.0
    return sum(pair in there for pair in pairs) / len(pairs)


def _ending(text: str, endings: tuple[tuple[str, str], ...]) -> tuple[str, str]:
    if _WHOLE.search(text) and endings is HEADS:
        return text[:-1], "persons" if text.endswith("人数") else "count"
    for ending, meaning in endings:
        if text.endswith(ending):
            return text[: -len(ending)], meaning
    return text, ""


_IMPLIED = (
    ("review", "return"),
    ("respond-suit", "attend-court"),
    ("try", "attend-court"),
    ("punish", "fine"),
    ("mediate", "resolve"),
    ("handle", "online"),
    ("assess", "excellent"),
    ("assess", "pass"),
    ("assess", "fail"),
)


def _reduced(actions: set[str]) -> set[str]:
    """Drop what another action implies: a case that is tried and lost is lost."""
    if len(actions) > 1:
        for implied, telling in _IMPLIED:
            if {implied, telling} <= actions:
                actions = actions - {implied}
    return actions


def score(first: str, second: str) -> float:
    """Return 0..1: how sure it is that two metric names mean the same; see ``SAME`` and ``DOUBTFUL``."""
    if first == second:
        return 1.0 if first else 0.0
    return compare(parts(first), parts(second))


def nearness(first: str, second: str) -> float:
    """Return 0..1: how useful ``second`` is as a hint to one who looked for ``first``; what was done may differ."""
    a, b = parts(first), parts(second)
    if not a.topic or not b.topic or _exclude(a.topic, b.topic):
        return score(first, second)
    like = max(_covered(a.topic, b.topic), _covered(b.topic, a.topic)) * min(len(a.topic), len(b.topic))
    kinship = like / max(len(a.topic), len(b.topic)) * (0.9 if a.head == b.head and a.change == b.change else 0.7)
    return max(score(first, second), kinship)


@lru_cache(maxsize=100_000)
def compare(a: Parts, b: Parts) -> float:
    """Return 0..1 for two names taken apart."""
    if a.change != b.change and not (
        {a.change, b.change} <= {"up", "down", "either"} and "either" in {a.change, b.change}
    ):
        return 0.0
    heads = _heads(a, b)
    if not heads:
        return 0.0
    actions = _actions(a, b)
    topics = _topics(a, b)
    return round(heads * actions * topics, 4)


_MEDIATED = frozenset({"resolve", "mediate"})
_COUNTED = frozenset({"count", "persons"})
_BOTH_OWN = 0.85
_OBJECTS = frozenset({"案件", "事项", "事件", "项目", "任务", "问题"})
"""Objects that stand for all of their sort: 案件立案数 is not the 电信网络诈骗案件立案数."""
_COUNTS = frozenset({"count", "times", "persons", ""})


def _heads(a: Parts, b: Parts) -> float:
    if a.head == b.head:
        return 1.0
    pair = frozenset({a.head, b.head})
    if "" in pair:
        return 0.97 if pair <= _COUNTS else 0.9 if pair & {"money", "duration", "person-times", "reads"} else 0.0
    if pair == _COUNTED:
        named = _is_person(a.topic) or _is_person(b.topic) or (a.generic | b.generic) & {"人员", "对象"}
        return 0.95 if named else 0.6
    return 0.0


def _is_person(topic: str) -> bool:
    return topic.endswith(("人", "员", "警", "师", "者", "长", "生", "众", "干部", "官", "工", "代表"))


def _actions(a: Parts, b: Parts) -> float:
    if a.actions == b.actions:
        return 1.0 if a.spoken == b.spoken else 0.94
    extra = a.actions ^ b.actions
    shared = a.actions & b.actions
    if extra == _MEDIATED:
        return 0.7
    exclusive = a.actions - b.actions and b.actions - a.actions
    if exclusive or any(action.startswith("not-") for action in extra):
        return 0.2
    if extra <= NATURAL:
        return 0.86
    return 0.6 if shared else 0.72 if extra == frozenset({"receive"}) else 0.55


def _topics(a: Parts, b: Parts) -> float:
    if a.topic == b.topic:
        if a.topic:
            return 1.0
        return 1.0 if a.generic == b.generic or not a.actions else 0.8 if not (a.generic and b.generic) else 0.6
    if _exclude(a.topic, b.topic):
        return 0.2
    if not a.topic or not b.topic:
        if (a.generic if not a.topic else b.generic) & _OBJECTS:
            return 0.5
        # 调解成功率 may well be the 矛盾纠纷调解成功率 that the text speaks of, or another's.
        return 0.74 if a.actions & b.actions else 0.3
    one, two = _covered(a.topic, b.topic), _covered(b.topic, a.topic)
    # Where each has letters that the other lacks (较大、一般), they are rather two things than a short and a long name.
    own = bool(Counter(a.topic) - Counter(b.topic)) and bool(Counter(b.topic) - Counter(a.topic))
    return min(one, two) * (_BOTH_OWN if own else 1.0)


def _exclude(first: str, second: str) -> bool:
    for group in ALTERNATIVES:
        one = {word for word in group if word in first}
        two = {word for word in group if word in second}
        if one and two and not one & two:
            return True
    return False


def _covered(inner: str, outer: str) -> float:
    """Return the share of ``inner`` that stands in ``outer``: letters in order, and letters in any order."""
    if inner in outer:
        return 1.0
    loose = sum((Counter(inner) & Counter(outer)).values()) / len(inner)
    if loose < 0.5:  # noqa: PLR2004 - half of the letters: no order can make it the same
        return loose
    return 0.5 * loose + 0.5 * _in_order(inner, outer) / len(inner)


def _in_order(first: str, second: str) -> int:
    """Return the length of the longest common subsequence."""
    row = [0] * (len(second) + 1)
    for one in first:
        diagonal = 0
        for at, two in enumerate(second, 1):
            above = row[at]
            row[at] = diagonal + 1 if one == two else max(above, row[at - 1])
            diagonal = above
    return row[-1]

"""What a statute says of its own making: who made it, when this version was made, from when it is in force."""

import re
from dataclasses import dataclass
from datetime import date

from knowledge.outline.dates import DATE, dates, first_date
from knowledge.outline.organs import ORGAN, organ_in_title, organ_signed

_MADE = re.compile(r"(?:(?!\d{4}\s*年).){0,200}?(?:通过|修订|修正|公布|发布|批准|印发|颁布)", re.DOTALL)
_CONGRESS = re.compile(
    r"(?P<place>[\u4e00-\u9fff]{2,8}?[省市区州县])?(?:第?[一二三四五六七八九十]{1,3}届)(?P<body>全国人民代表大会常务委员会|全国人民代表大会"
    r"|人民代表大会常务委员会|人民代表大会|人大常委会)"
)
_DECREE = re.compile(
    r"(?P<body>[\u4e00-\u9fff]{2,20}?(?:国务院|部|总局|局|委员会|署|行|人民政府))(?P<number>令(?:第)?\d+号)"
)
_MEETING = re.compile(r"(?P<body>[\u4e00-\u9fff]{2,12}?人民政府)(?=令|第?[\d一二三四五六七八九十]{1,4}次)")
_PUBLISHER = re.compile(rf"\s*(?:由|经)?(?P<body>{ORGAN})(?:制定|修订|印发|发布|公布)")
_BODY = re.compile(r"(?P<body>中共中央、国务院|中共中央|国务院|最高人民法院|最高人民检察院)")
_OWN_START = re.compile(
    rf"本(?:法典|法|条例|规定|办法|规则|细则|解释|决定|意见|准则|[\u4e00-\u9fff]{{1,6}})自(?:({DATE})|(?:公布|发布|印发)之日)起(?:施行|实施|执行|生效)"
)
_START = re.compile(rf"自\s*({DATE})\s*起(?:正式)?(?:施行|实施|执行|生效)|({DATE})\s*(?:起)?施行")
_ARTICLE_LINE = re.compile(r"^[^\S\n]*#*[^\S\n]*第一(?:条|章|编|部分)", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Enactment:
    """Facts read from a statute's own words; None where they do not say."""

    organ: str | None
    document_number: str | None
    """Of a decree: 国务院令第722号."""
    issued: date | None
    """Of this version: the latest day of 通过, 修订, 修正 or 公布."""
    in_force_from: date | None
    """Of this version; None where the text still prints the first version's day."""
    first_in_force: date | None
    """The printed day, where it precedes this version."""


def read_enactment(text: str, title: str, issued: date | None = None) -> Enactment:
    """Read the lines above the first article, the last articles and the signature; ``issued`` overrides."""
    first = _ARTICLE_LINE.search(text)
    head = text[: first.start() if first else 600][:6000]
    made = [(day, _event(head, match.end())) for match, day in dates(head) if _is_event(head, match)]
    newest = max((day for day, _ in made), default=None)
    # A province approves what a city's congress makes: 批准 dates a version but names nobody as its maker.
    event = max((each for each in made if not each[1].endswith("批准")), key=lambda each: each[0], default=(None, ""))[
        1
    ]
    newest = issued or newest or _signed_on(text)
    printed = _printed_start(text, head, newest)
    stale = printed is not None and newest is not None and printed < newest
    decree = [*_DECREE.finditer(event if len(made) > 1 else head)]
    return Enactment(
        organ=_maker(event, title) or _maker(head, title) or organ_signed(text),
        document_number=_bare(decree[-1]["body"]) + decree[-1]["number"] if decree else None,
        issued=newest,
        in_force_from=None if stale else printed,
        first_in_force=printed if stale else None,
    )


def _is_event(head: str, match: re.Match[str]) -> bool:
    if head[: match.start()].rstrip().endswith("自"):
        return False
    return _MADE.match(head, match.end()) is not None


def _event(head: str, begin: int) -> str:
    match = _MADE.match(head, begin)
    return match[0] if match else ""


def _maker(words: str, title: str) -> str | None:
    """Return who made it: a congress or its committee, the body of a decree, the organ of the title."""
    own = organ_in_title(title)
    if own and "关于" in title:
        return own
    congress = [*_CONGRESS.finditer(words)]
    if congress:
        body = congress[-1]["body"].replace("人大常委会", "人民代表大会常务委员会")
        return f"{congress[-1]['place'] or ''}{body}"
    decree = [*_DECREE.finditer(words)]
    if decree:
        return _bare(decree[-1]["body"])
    body = _MEETING.search(words) or _BODY.search(words) or _PUBLISHER.match(words)
    return body["body"] if body else own


def _bare(body: str) -> str:
    return body.removeprefix("日").removeprefix("中华人民共和国")


def _printed_start(text: str, head: str, issued: date | None) -> date | None:
    own = [*_OWN_START.finditer(text, max(0, len(text) - 20_000))]
    if own:
        return first_date(own[-1][1]) if own[-1][1] else issued
    starts = [*_START.finditer(head), *_START.finditer(text, max(len(head), len(text) - 3000))]
    days = [day for match in starts if (day := first_date(match[1] or match[2]))]
    return max(days, default=None)


def _signed_on(text: str) -> date | None:
    """Return the date that stands on a line of its own among the last ones (成文日期)."""
    for line in reversed(text[-400:].split("\n")):
        if re.fullmatch(rf"\s*{DATE}\s*", line):
            return first_date(line)
    return None

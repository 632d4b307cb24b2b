"""Titles: normal form, version years, resolving without guessing."""

import pytest

from knowledge.norms.titles import Named, key, nearest, resolve, shipped_aliases, split_version

KNOWN = (
    "中华人民共和国行政处罚法",
    "中华人民共和国治安管理处罚法",
    "中华人民共和国民法典",
    "云岭县优化营商环境规定",
    "法治政府建设实施纲要（2021－2025年）",
)


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("中华人民共和国行政处罚法", KNOWN[0]),
        ("行政处罚法", KNOWN[0]),
        ("《行政处罚法》", KNOWN[0]),
        ("《中华人民共和国行政处罚法（2021年修订）》", KNOWN[0]),
        ("治安处罚法", KNOWN[1]),
        ("民法典", KNOWN[2]),
        ("法治政府建设实施纲要(2021-2025年)", KNOWN[4]),
        ("法治政府建设实施纲要（2021年—2025年）", KNOWN[4]),
        ("法治政府建设实施纲要（2021年至2025年）", KNOWN[4]),
    ],
)
def test_names_resolve_by_spelling_prefix_or_listed_alias(name: str, title: str) -> None:
    assert resolve(name, KNOWN) == (title,)


@pytest.mark.parametrize(
    "name",
    [
        "行政处分法",
        "处罚法",
        "优化营商环境条例",
        "优化营商环境规定",
        "法治政府建设实施纲要",
        "法治政府建设实施纲要（2021-2026年）",
        "",
    ],
)
def test_a_similar_name_is_no_match(name: str) -> None:
    assert resolve(name, KNOWN) == ()


def test_titles_that_differ_in_spelling_alone_are_all_returned() -> None:
    twins = ("云岭县执法办法(试行)", "云岭县执法办法（试行）")
    assert resolve("《云岭县执法办法 （试行）》", twins) == twins


def test_an_exact_title_wins_over_its_twins() -> None:
    assert resolve("行政处罚法", ("中华人民共和国行政处罚法", "行政处罚法")) == ("行政处罚法",)


def test_given_aliases_replace_the_shipped_ones() -> None:
    assert resolve("治安处罚法", KNOWN, aliases={}) == ()
    assert resolve("罚法", KNOWN, aliases={"罚法": "行政处罚法"}) == (KNOWN[0],)


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("治安管理处罚法（2025年修订）", Named(title="治安管理处罚法", version_year=2025)),
        ("《行政诉讼法》（2017修正）", Named(title="行政诉讼法", version_year=2017)),
        ("行政许可法(2019年4月23日修正)", Named(title="行政许可法", version_year=2019)),
        ("法治政府建设实施纲要（2021-2025年）", Named(title="法治政府建设实施纲要（2021-2025年）", version_year=None)),
        ("中华人民共和国宪法修正案（2018年）", Named(title="中华人民共和国宪法修正案（2018年）", version_year=None)),
        ("云岭县办法（试行）", Named(title="云岭县办法（试行）", version_year=None)),
    ],
)
def test_version_years_are_taken_off_and_spans_of_years_stay(name: str, parts: Named) -> None:
    assert split_version(name) == parts


def test_keys_ignore_marks_width_and_state() -> None:
    assert key("《中华人民共和国  监察法》") == key("监察法")
    assert key("“双随机、一公开”意见") == key("双随机、一公开意见")


def test_suggestions_come_nearest_first_and_only_when_asked() -> None:
    assert nearest("行政处罚", KNOWN)[0] == KNOWN[0]
    assert nearest("完全无关的名称", KNOWN) == ()


def test_an_alias_never_hides_another_title() -> None:
    table = shipped_aliases()
    assert table["治安处罚法"] == "治安管理处罚法"
    assert not set(table) & set(table.values())

"""Reading saved government pages: the article and its tables stay, the frame around it goes."""

from datetime import date
from pathlib import Path

import pytest

from knowledge.errors import UnreadableFile
from knowledge.reading import read

TITLE = "云岭县公安局2023年法治政府建设年度报告"


def page(article: str, *, head: str = "", title: str = f"{TITLE}_云岭县人民政府网") -> str:
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title>{head}
<style>.x{{width:100px}}</style><script>var hits = 12345;</script></head><body>
<div class="header"><ul class="nav"><li><a href="/">首页</a></li><li><a href="/g">政务公开2024</a></li></ul></div>
<div class="position">您当前的位置：<a href="/">首页</a> &gt; <a href="/g">政务公开</a></div>
<div class="wrap"><div class="content"><h1>{TITLE}</h1>
<div class="info">来源：云岭县公安局 发布时间：2024-01-15 浏览次数：<span>1024</span></div>
<div class="article">{article}</div>
<div class="share">分享到：微信 微博</div></div>
<div class="side"><ul><li><a href="1">相关文件17号</a></li><li><a href="2">相关文件18号</a></li></ul></div></div>
<div class="footer">主办：云岭县人民政府办公室 备案号：10086号 版权所有</div></body></html>"""


def saved(path: Path, markup: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(markup.encode(encoding))
    return path


BODY = "<p>　　一、工作情况</p><p>　　全年调解矛盾纠纷<span>96</span><b>44</b>起，\n成功9520起。</p>"
TEXT = f"{TITLE}\n一、工作情况\n全年调解矛盾纠纷9644起，成功9520起。"


def test_only_the_article_stays(tmp_path: Path) -> None:
    reading = read(saved(tmp_path / "a.html", page(BODY)))
    assert reading.text == TEXT
    assert reading.warnings == ()
    assert reading.media_type == "text/html"


def test_title_organ_and_date_are_hints(tmp_path: Path) -> None:
    hints = read(saved(tmp_path / "a.html", page(BODY))).hints
    assert (hints.title, hints.organ, hints.issued) == (TITLE, "云岭县公安局", date(2024, 1, 15))


def test_metas_go_before_what_the_page_prints(tmp_path: Path) -> None:
    head = (
        '<meta name="ArticleTitle" content="年度报告"><meta name="ContentSource" content="云岭县司法局">'
        '<meta name="PubDate" content="2024-02-03 09:30">'
    )
    hints = read(saved(tmp_path / "a.html", page(BODY, head=head))).hints
    assert (hints.title, hints.organ, hints.issued) == ("年度报告", "云岭县司法局", date(2024, 2, 3))


def test_a_title_that_the_article_lacks_is_put_before_it(tmp_path: Path) -> None:
    markup = f"<html><head><title>{TITLE} - 云岭县政府网</title></head><body><article>{BODY}</article></body></html>"
    assert read(saved(tmp_path / "a.html", markup)).text == TEXT


@pytest.mark.parametrize("declared", ["gb2312", "gbk", "GB18030"])
def test_the_declared_chinese_charset_is_obeyed(tmp_path: Path, declared: str) -> None:
    markup = page(BODY).replace('charset="utf-8"', f'charset="{declared}"')
    assert read(saved(tmp_path / "a.htm", markup, "gb18030")).text == TEXT


def test_a_wrong_charset_is_noticed(tmp_path: Path) -> None:
    reading = read(saved(tmp_path / "a.html", page(BODY), "gb18030"))
    assert reading.text == TEXT
    assert any("编码" in warning for warning in reading.warnings)


def test_a_page_without_charset_is_decoded_by_its_content(tmp_path: Path) -> None:
    markup = page(BODY).replace('<meta charset="utf-8">', "")
    assert read(saved(tmp_path / "a.html", markup, "gb18030")).text == TEXT


def test_tables_keep_their_cells_and_their_columns(tmp_path: Path) -> None:
    table = (
        "<table><caption>表1 调解</caption><thead><tr><th>类别</th><th>数值</th><th>单位</th></tr></thead><tbody>"
        "<tr><td rowspan='2'>纠纷</td><td>9644</td><td>起</td></tr><tr><td>9520</td><td>起</td></tr>"
        "<tr><td colspan='2'>合计19164</td><td>起</td></tr></tbody></table>"
    )
    reading = read(saved(tmp_path / "a.html", page(BODY + table)))
    assert reading.text.splitlines()[3:] == [
        "表1 调解",
        "类别 | 数值 | 单位",
        "纠纷 | 9644 | 起",
        " | 9520 | 起",
        "合计19164 |  | 起",
    ]
    assert reading.warnings == ()


def test_a_table_that_lays_out_the_page_is_no_table(tmp_path: Path) -> None:
    markup = (
        "<html><body><table><tr><td><table><tr><td><p>全年调解9644起。</p><p>成功9520起。</p></td></tr></table>"
        "</td></tr></table></body></html>"
    )
    assert read(saved(tmp_path / "a.html", markup)).text == "全年调解9644起。\n成功9520起。"


def test_hidden_parts_and_scripts_are_not_read(tmp_path: Path) -> None:
    hidden = (
        "<div style='display: none'>隐藏111</div><p hidden>隐藏222</p><script>var a=333</script><!-- 444 -->"
        "<p style='color:red'>可见5</p>"
    )
    text = read(saved(tmp_path / "a.html", page(BODY + hidden))).text
    assert text == TEXT + "\n可见5"


def test_list_numbers_that_the_browser_makes_are_text(tmp_path: Path) -> None:
    items = "<ol start='3'><li>加强学习</li><li>加强宣传</li></ol><ul><li>其他</li></ul>"
    lines = read(saved(tmp_path / "a.html", page(BODY + items))).text.splitlines()
    assert lines[-3:] == ["3. 加强学习", "4. 加强宣传", "其他"]


def test_figures_parted_by_invisible_characters_come_together(tmp_path: Path) -> None:
    reading = read(saved(tmp_path / "a.html", page("<p>受理96\u200b44起\ufeff。</p>")))
    assert reading.text.endswith("受理9644起。")
    assert reading.warnings == ()


def test_running_text_outside_the_article_is_named(tmp_path: Path) -> None:
    article = f"<div class='TRS_Editor'>{BODY * 8}</div>"
    note = f"<div>以下为附注：{'本年度另有专项工作经费收支情况，' * 3}金额合计321万元，请一并查阅。</div>"
    markup = f"<html><body>{article}{note}</body></html>"
    reading = read(saved(tmp_path / "a.html", markup))
    assert "321" in reading.text or any("附注" in warning for warning in reading.warnings)


def test_a_page_that_only_scripts_fill_is_refused(tmp_path: Path) -> None:
    markup = "<!DOCTYPE html><html><head><title>报告</title></head><body><div id=app></div><script>f()</script></body>"
    with pytest.raises(UnreadableFile, match="没有正文"):
        read(saved(tmp_path / "a.html", markup))


def test_a_page_named_as_a_word_file_is_read_with_a_warning(tmp_path: Path) -> None:
    reading = read(saved(tmp_path / "a.doc", page(BODY)))
    assert reading.text == TEXT
    assert any(".doc" in warning for warning in reading.warnings)


def test_plain_text_named_as_a_page_is_read_as_text(tmp_path: Path) -> None:
    reading = read(saved(tmp_path / "a.html", "全年调解9644起。"))
    assert reading.text == "全年调解9644起。"
    assert any("纯文本" in warning for warning in reading.warnings)

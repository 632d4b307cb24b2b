"""Measure words: the closed list, its spelling variants, and the magnitude that each measures."""

import re

from knowledge.figures.types import FigureKind

_DURATION = (
    "个工作日 工作日 个自然日 自然日 个小时 小时 个钟头 分钟 秒钟 秒 个月 个季度 季度 个星期 星期 周 天 日 年 周年 个学时 学时 个课时 课时 "
    "个学年 学年 昼夜 个年度 年度"
)
_AREA = "平方公里 平方千米 平方米 平方厘米 平米 公顷 亩 km² km2 m² m2 ㎡ ㎢ hm²"
_WEIGHT = "千克 公斤 微克 毫克 克 吨 斤 kg KG mg g"
_MONEY = "元 元钱 元人民币 美元 欧元 港元 港币 日元 英镑 块钱"
_RATE = "% ‰ 个百分点 百分点 个千分点 千分点 倍 成"
_OTHER = (
    "公里 千米 海里 米 厘米 毫米 立方米 立方 升 毫升 千瓦时 千瓦 兆瓦 度 分 摄氏度 ℃ km KM cm mm m ml mL L kW KW kWh MW GB TB PB MB "
    "周岁 岁 分贝 赫兹 dB 帧 勒克斯"
)
_COUNT_LONG = (
    "人次 户次 家次 场次 批次 班次 车次 台次 辆次 件次 条次 篇次 艘次 架次 床次 项次 期次 宗次 起次 例次 单次 处次 册次 频次 个次 轮次 航次 "
    "人份 台套 台件 户家 案次 警次 学时数 案例 案件 警情 警种 项目 部门 单位 乡镇 街道 社区 村居 行政村 学校 企业 支队 大队 中队 分队 场所 家庭 "
    "科室 窗口 平台 市州 区县 县区 县市 市县 人员 民警 名额 网格 站点 点位 系统 流程 环节 事项 课题 文件 词条 线索 岗位 床位 泊位 车位 路段 "
    "村民 学生 群众 案卷 卷宗"
)
_COUNT = (
    "起 件 宗 例 人 名 户 家 次 场 期 份 条 篇 册 把 支 枚 辆 台 处 个 项 批 款 部 本 套 组 队 班 所 座 栋 幢 间 类 种 位 对 双 瓶 箱 袋 包 盒 发 "
    "岗 页 字 轮 道 门 株 棵 头 只 匹 羽 尾 艘 架 列 节 堂 讲 课 集 张 幅 块 片 面 根 颗 粒 顶 桩 单 封 则 首 句 段 站 点 口 眼 孔 盏 杆 副 具 "
    "笔 票 桶 罐 捆 卷 束 串 排 层 圈 趟 回 遍 番 届 代 村 镇 乡 县 市 省 区 州 国 校 院 厂 店 站 局 厅 委 室 科 股 网 线 路 桥 卡 证 照 码 链 "
    "屏 端 版 样 步 环 方 席 桌 餐 床 尊 挺 门 副 宿 案 警 ％ 稿 项 桩 伙 帮 团 支 宗 幕 出 剂 针 管 盘 碗 杯 车 船 员 刻 重 折 股 "
)
_KINDS: tuple[tuple[FigureKind, str], ...] = (
    (FigureKind.DURATION, _DURATION),
    (FigureKind.AREA, _AREA),
    (FigureKind.WEIGHT, _WEIGHT),
    (FigureKind.MONEY, _MONEY),
    (FigureKind.RATE, _RATE),
    (FigureKind.OTHER, _OTHER),
    (FigureKind.COUNT, _COUNT_LONG),
    (FigureKind.COUNT, _COUNT),
)
_KIND_OF: dict[str, FigureKind] = {}
for _kind, _words in _KINDS:
    for _word in _words.split():
        _KIND_OF.setdefault(_word, _kind)
_ALTERNATIVES = "|".join(re.escape(word) for word in sorted(_KIND_OF, key=len, reverse=True))
# A measure word that is in truth the head of another word: 5次要, 17发现, 3面临, 12分别, 9日常, 4年轻.
_NOT_BEFORE = (
    r"(?!(?<=支队)伍|(?<=发)[现放布生展动挥出明证起送改]|(?<=分)[别析管类局中布解享]|(?<=次)[要日月年]|(?<=面)[临对向积]|(?<=场)所|(?<=起)[草诉源到因步点]"
    r"|(?<=处)[理置罚分在于]|(?<=条)[例件]|(?<=名)[单义称]|(?<=家)[属长园]|(?<=点)[评名]|(?<=度)[假过]|(?<=组)[织建成]|(?<=部)[署分]|(?<=立方)[案米]"
    r"|(?<=对)[象比照]|(?<=排)[查名]|(?<=回)[访复应]|(?<=结)[案]|(?<=案)[件卷]|(?<=单)[位独]|(?<=出)[台动具警庭]|(?<=重)[点要大]|(?<=区)[域别]"
    r"|(?<=成)[功立果为]|(?<=公)[安]|(?<=方)[面式]|(?<=环)[境保节]|(?<=网)[络上格]|(?<=端)[口]|(?<=卷)[入宗]|(?<=管)[理控]|(?<=证)[据人明]|(?<=照)[片]|(?<=升)[级至]"
    r"|(?<=[A-Za-z])[A-Za-z])"
)
MEASURE = re.compile(f"(?:{_ALTERNATIVES}){_NOT_BEFORE}")
# Measure words that may follow a number with 次 in brackets or run on: 36家(次), 12家次.
BRACKETED = re.compile(r"\(([次户人家件条起个名套辆处宗例只艘组批])\)")
_VARIANTS = {
    "平米": "平方米",
    "㎡": "平方米",
    "m²": "平方米",
    "m2": "平方米",
    "㎢": "平方公里",
    "km²": "平方公里",
    "km2": "平方公里",
} | {
    "平方千米": "平方公里",
    "kg": "千克",
    "KG": "千克",
    "公斤": "千克",
    "g": "克",
    "km": "公里",
    "KM": "公里",
    "千米": "公里",
    "hm²": "公顷",
    "元钱": "元",
    "元人民币": "元",
    "块钱": "元",
    "钟头": "小时",
    "秒钟": "秒",
    "天": "日",
}
_INDIVIDUAL = frozenset(
    {"工作日", "自然日", "小时", "钟头", "月", "季度", "星期", "学时", "课时", "学年", "年度", "百分点", "千分点"}
)


def bare(unit: str) -> str:
    """Return a printed measure word as the ledger keeps it: 家(次) is 家次, 个百分点 is 百分点, 个月 is 月."""
    unit = unit.replace("(", "").replace(")", "").replace(" ", "")
    if unit in {"元人民币", "元钱", "块钱"}:
        return "元"
    return unit[1:] if unit[:1] == "个" and unit[1:] in _INDIVIDUAL else unit


def canonical(unit: str) -> str:
    """Return the one name of a measure word that has several (公斤 and 千克); 起 and 件 stay apart."""
    unit = bare(unit.replace("（", "(").replace("）", ")"))
    return _VARIANTS.get(unit, unit)


def kind_of(unit: str) -> FigureKind:
    """Return what a bare measure word measures; unknown ones count things."""
    if "/" in unit:
        return FigureKind.OTHER
    return _KIND_OF.get(unit) or _KIND_OF.get("个" + unit) or FigureKind.COUNT


# What a rate of units is per: 微克/立方米, 元/平方米, 公里/小时.
_PER_UNIT = re.compile(
    r"/(?:立方米|平方米|平方公里|公里|小时|人|天|日|年|月|亩|次|吨|升|户|件|km|m³|m3|m2|㎡|h|L|kg)(?![A-Za-z])"
)
_SPLIT_UNIT = re.compile(r"\(([人家件户起])\)次")
_UNSEEN = re.compile(r"[一-龥]{1,4}(?![一-龥0-9])")
_NO_MEASURE = re.compile(
    r"[的和与及或为达占共已均较同比增上下其分查抓立结破办受开移处被将向对在从由至到后前内中等是有并且也都各全约近超余多来以元年月日时由经据按"
    r"不未了着过就才又再还还没非能可应须需要使让把给通所该此本我他她它这那某每率于而但则即若如因]|调解|化解|审[结查理批核]|侦|召开|组织|发[放现布]|检查|核查|收到|完成|新[增收]|撤|驳|维持|纠"
)


def read_unit(folded: str, position: int) -> tuple[str, int] | None:
    """Read the measure word at ``position``: its printed form (brackets included) and its end."""
    if split := _SPLIT_UNIT.match(folded, position):
        return split.group(), split.end()
    match = MEASURE.match(folded, position)
    if not match:
        return None
    unit, end = match.group(), match.end()
    if per := _PER_UNIT.match(folded, end):
        return unit + per.group(), per.end()
    if bracket := BRACKETED.match(folded, end):
        return unit + bracket.group(), bracket.end()
    return unit, end


def read_unseen(folded: str, position: int) -> tuple[str, int] | None:
    """Read a short noun that stands alone after a number as its measure word (the open class)."""
    match = _UNSEEN.match(folded, position)
    if not match or _NO_MEASURE.match(folded, position):
        return None
    return match.group(), match.end()

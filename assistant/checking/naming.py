"""The Chinese names of finding kinds, severities and statuses, the same on the page and in Word comments."""

from assistant.checking.types import FindingKind, Severity, Status

FINDING_NAMES = {
    FindingKind.UNSUPPORTED_FIGURE: "来源中没有的数字",
    FindingKind.CONTRADICTED_FIGURE: "与来源不符",
    FindingKind.WRONG_PERIOD: "时期不对",
    FindingKind.WRONG_UNIT: "单位不对",
    FindingKind.WRONG_METRIC: "指标不对",
    FindingKind.STALE_FIGURE: "沿用上年数字",
    FindingKind.RATE_MISMATCH: "比率与分子分母不符",
    FindingKind.SUM_MISMATCH: "合计与分项不符",
    FindingKind.PART_EXCEEDS_WHOLE: "部分大于总数",
    FindingKind.CHANGE_MISMATCH: "增减与前后数不符",
    FindingKind.INTERNAL_CONFLICT: "前后不一致",
    FindingKind.UNKNOWN_NORM: "无法核实的文件",
    FindingKind.UNKNOWN_ARTICLE: "没有这一条",
    FindingKind.ARTICLE_CONTENT_MISMATCH: "与条文内容不符",
    FindingKind.REPEALED_NORM: "已废止的文件",
    FindingKind.NORM_VERSION: "版本需确认",
    FindingKind.NORM_TITLE_MISMATCH: "文件名称不准确",
    FindingKind.MISSING_SECTION: "缺少内容",
    FindingKind.EMPTY_SECTION: "内容为空",
    FindingKind.PLACEHOLDER_LEFT: "占位未填",
    FindingKind.UNCITED_CLAIM: "没有出处",
}
SEVERITY_NAMES = {Severity.ERROR: "错误", Severity.WARNING: "待核", Severity.NOTE: "提示"}
STATUS_NAMES = {Status.PROVEN: "已证实", Status.CONTRADICTED: "矛盾", Status.UNPROVEN: "未证实"}

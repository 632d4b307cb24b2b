"""The words that metric names are made of: heads, actions and their opposites, topics and their other names."""

HEADS: tuple[tuple[str, str], ...] = (
    ("人次数", "person-times"),
    ("人次", "person-times"),
    ("户次", "count"),
    ("家次", "count"),
    ("场次数", "times"),
    ("场次", "times"),
    ("班次", "times"),
    ("次数", "times"),
    ("期数", "times"),
    ("场数", "times"),
    ("人员数", "persons"),
    ("人数", "persons"),
    ("名数", "persons"),
    ("总金额", "money"),
    ("金额", "money"),
    ("数额", "money"),
    ("总额", "money"),
    ("资金", "money"),
    ("经费", "money"),
    ("款项", "money"),
    ("时长", "duration"),
    ("时限", "duration"),
    ("期限", "duration"),
    ("用时", "duration"),
    ("时间", "duration"),
    ("占比", "rate"),
    ("比例", "rate"),
    ("比重", "rate"),
    ("百分比", "rate"),
    ("比率", "rate"),
    ("率", "rate"),
    ("满意度得分", "score"),
    ("满意度", "score"),
    ("知晓度", "score"),
    ("得分", "score"),
    ("分数", "score"),
    ("成绩", "score"),
    ("阅读量", "reads"),
    ("点击量", "reads"),
    ("浏览量", "reads"),
    ("播放量", "reads"),
    ("面积", "area"),
    ("重量", "weight"),
    ("件数", "count"),
    ("起数", "count"),
    ("条数", "count"),
    ("份数", "count"),
    ("个数", "count"),
    ("户数", "count"),
    ("家数", "count"),
    ("总数", "count"),
    ("总量", "count"),
    ("数量", "count"),
    ("数", "count"),
    ("量", "count"),
)
"""Endings that say what sort of magnitude a metric is; the first that fits is taken."""

CHANGES: tuple[tuple[str, str], ...] = (
    ("同比增幅", "up"),
    ("同比降幅", "down"),
    ("同比增长率", "up"),
    ("同比下降率", "down"),
    ("增长率", "up"),
    ("下降率", "down"),
    ("增幅", "up"),
    ("降幅", "down"),
    ("同比增减", "either"),
    ("同比增长", "up"),
    ("同比下降", "down"),
    ("同比上升", "up"),
    ("同比减少", "down"),
    ("同比增加", "up"),
    ("同比", "either"),
    ("环比", "either"),
)

_ACTIONS = """
receive: 收到 接收 受理 接到 新收 收件 接报 受案 接处
finish: 办结 审结 结案 办理完毕 办毕 办理完结 结
resolve: 调解成功 成功调解 成功调处 调处成功 成功化解 化解成功 化解
mediate: 调解 调处
handle: 办理 承办 侦办 处理 处置
file: 立案侦查 立案查处 立案 立项
crack: 破案 破获 侦破
probe: 查处 查办
seize: 查获 缴获 收缴 查扣 扣押 扣留 暂扣
arrest: 抓获 抓捕
detain: 拘留
detain-criminal: 刑事拘留 刑拘
detain-administrative: 行政拘留
custody: 批捕 批准逮捕 逮捕
prosecute: 移送审查起诉 移送起诉 提起公诉 起诉
transfer: 移送 移交 移转
punish: 行政处罚 处罚
fine: 罚款 罚没
confiscate: 没收
reconsider-maintain: 维持
revoke: 撤销 撤改
correct: 纠正 纠错
terminate: 终止 中止
withdraw: 撤回 撤诉
reject: 驳回
lose: 败诉
win: 胜诉
attend-court: 出庭应诉 开庭应诉 出庭
respond-suit: 应诉
try: 开庭审理 审理 开庭
observe: 旁听 观摩 观看
return: 退回补正 退回补充 退回 退查 退补
review: 审核 审查 复核
assess: 评查
evaluate: 评估 论证
inspect: 检查 抽查 巡查 督查 督察
search: 排查 摸排 排摸
find: 发现
rectify: 整改 整治
verify: 查实 核实 属实 查证
visit: 走访 回访 上门
train: 培训 轮训 集训
attend: 参训 参加 参与 参考
teach: 授课 宣讲 讲授
publicise: 宣传 普法
disclose: 公示 公开
distribute: 发放 分发 散发 印发
push: 推送
reply: 答复 回复 办复
recover: 挽回 追回 追缴 返还 挽损
stop-payment: 止付 冻结
dissuade: 劝阻 劝返
pass: 通过 合格
obtain: 取得 获得 申领
excellent: 优秀
fail: 不合格
set-up: 建立 设立 建成 新建 组建
equip: 配备 配置
hire: 聘请 选聘 聘任 招录
appoint: 担任 选派
add: 新增 新推出 增加
repeal: 废止 失效
amend: 修改 修订
register: 备案 报备
clean: 清理
cancel: 注销 吊销
recruit: 招录 录用 招聘
apply: 申请
order: 责令
keep: 保留 继续有效
make: 制定 出台 起草
complete: 完成 按期完成 落实
study: 学习 研学
report: 汇报 报告
discuss: 研究 审议 讨论 研讨
accountable: 追究 问责
criticise: 通报 约谈
online: 网上办理 网办 网上
enter: 入区
lead: 包案
"""
ACTIONS: dict[str, str] = {
    word: line.split(":")[0].strip() for line in _ACTIONS.strip().splitlines() for word in line.split(":")[1].split()
}
"""Word to class; two metrics whose classes differ count different things."""

NATURAL = frozenset(
    {"distribute", "set-up", "equip", "hire", "appoint", "disclose", "publicise", "push", "study", "visit", "obtain"}
)
"""Classes that a name may leave out without meaning something else: 宣传资料（发放）数."""

PROTECTED = [
    "移送线索",
    "宣传资料",
    "调解室",
    "调解员",
    "调解委员会",
    "调解组织",
    "执法检查",
    "检查对象",
    "审查起诉",
    "行政复议",
    "行政诉讼",
    "办案中心",
    "执法办案管理中心",
    "依申请公开",
    "主动公开",
    "公开听证",
    "培训班",
    "普法讲座",
    "普法短视频",
    "普法信息",
    "普法任务",
    "普法责任清单",
    "普法骨干",
    "双随机抽查",
    "抽查计划",
    "讲座",
    "行政检查",
    "联合检查",
    "检查组",
    "包案",
    "检察建议",
    "司法建议",
    "检察院",
    "检察机关",
    "研究室",
    "公示牌",
    "报告会",
    "学习小组",
    "意见建议",
    "检查站",
    "处理结果",
    "审查意见",
    "行政许可",
    "行政审批",
    "出庭率",
    "办理时限",
    "网上网办",
]
"""Nouns that hold an action's letters; they are topics, not what was done."""

SYNONYMS: tuple[tuple[str, str], ...] = (
    ("网上网办", "网办"),
    ("12345热线", "热线"),
    ("12345", "热线"),
    ("热线诉求", "热线"),
    ("双随机抽查", "抽查"),
    ("双随机·一公开抽查", "抽查"),
    ("重大行政决策", "重大决策"),
    ("执法办案管理中心", "办案中心"),
    ("执法办案中心", "办案中心"),
    ("党委(党组)理论学习中心组", "中心组"),
    ("党委理论学习中心组", "中心组"),
    ("党组理论学习中心组", "中心组"),
    ("理论学习中心组", "中心组"),
    ("党委中心组", "中心组"),
    ("党组中心组", "中心组"),
    ("反电信网络诈骗", "反诈"),
    ("防范电信网络诈骗", "反诈"),
    ("防电信网络诈骗", "反诈"),
    ("防诈骗", "反诈"),
    ("防诈", "反诈"),
    ("电信网络诈骗", "电诈"),
    ("电信诈骗", "电诈"),
    ("网络诈骗", "电诈"),
    ("行刑衔接", "两法衔接"),
    ("矛盾纠纷", "纠纷"),
    ("矛盾", "纠纷"),
    ("信访事项", "信访"),
    ("信访件", "信访"),
    ("信访案件", "信访"),
    ("群众信访", "信访"),
    ("行政机关负责人", "负责人"),
    ("单位负责人", "负责人"),
    ("机关负责人", "负责人"),
    ("被申请行政复议", "行政复议"),
    ("复议案件", "行政复议"),
    ("行政复议案件", "行政复议"),
    ("行政诉讼案件", "行政诉讼"),
    ("行政应诉案件", "行政诉讼"),
    ("行政应诉", "行政诉讼"),
    ("犯罪嫌疑人", "嫌疑人"),
    ("违法嫌疑人", "嫌疑人"),
    ("法律职业资格证书", "法律职业资格"),
    ("法律职业资格证", "法律职业资格"),
    ("法治副校长", "副校长"),
    ("在校学生", "学生"),
    ("中小学生", "学生"),
    ("微信公众号", "公众号"),
    ("新媒体", "公众号"),
    ("政务服务热线", "热线"),
    ("政务热线", "热线"),
    ("市民热线", "热线"),
    ("双随机·一公开", "双随机"),
    ("双随机一公开", "双随机"),
    ("规范性文件", "规范文件"),
    ("法制审核", "审核"),
    ("法治审核", "审核"),
    ("合法性审核", "合法审核"),
    ("合法性审查", "合法审核"),
    ("学校", "校园"),
    ("公安民警", "民警"),
    ("全体民警", "民警"),
)
"""Longer names to the one that comparison uses; the longest that fits is taken first."""

ALTERNATIVES: tuple[frozenset[str], ...] = tuple(
    frozenset(words.split())
    for words in (
        "行政复议 行政诉讼 国家赔偿 行政裁决",
        "刑事 治安 行政 民事 交通",
        "信访 投诉 举报 纠纷 诉求 警情",
        "民警 辅警 学生 群众 企业 教师 律师 嫌疑人 村民 职工 老年人",
        "负责人 律师 检察官 法官",
        "宪法 民法典 国家安全 禁毒 反诈 未成年人",
        "电诈 毒品 赌博 传销 非法集资 盗窃 抢劫 食药环 知识产权",
        "男 女",
        "人大 政协",
        "较大 一般 特别重大",
        "初次 重复",
        "酒驾 醉驾",
        "主动公开 依申请公开",
        "来访 来信 网上信访",
        "安全生产 食品安全 消防安全",
        "参考 通过 合格 优秀",
        "线索 资金 案件",
        "道路交通 火灾 安全生产 食品 药品",
        "规范文件 重大决策 合同 处罚决定",
        "基本级 高级 中级",
        "许可 处罚 强制 征收 检查",
    )
)
"""Words that exclude each other: two names with different words of one group are different metrics."""

GENERIC = [
    "事项",
    "案件",
    "事件",
    "工作",
    "活动",
    "情况",
    "信息",
    "问题",
    "人员",
    "项目",
    "任务",
    "业务",
    "对象",
    "内容",
    "方面",
    "各类",
    "各种",
    "各级",
    "全部",
    "所有",
    "主要",
    "重点",
    "专题",
    "集中",
    "统一",
    "全局",
    "全县",
    "全市",
    "全区",
    "全省",
    "全年",
    "年度",
    "本年",
    "累计",
    "共计",
    "合计",
    "总计",
    "依法",
    "及时",
    "成功",
    "有效",
    "积极",
    "深入",
    "各项",
    "相关",
    "有关",
    "涉及",
    "进行",
    "开展",
    "组织",
    "召开",
    "举办",
    "举行",
    "实施",
    "推进",
    "落实",
    "完善",
    "实现",
    "安排",
    "其中",
    "一起",
    "名义",
    "全警",
    "机关",
    "部门",
    "单位",
    "全体",
    "名",
    "起",
    "件",
    "次",
    "场",
    "期",
    "份",
    "条",
    "篇",
    "家",
    "户",
    "的",
    "了",
    "与",
    "和",
    "及",
    "等",
    "各",
    "以",
    "由",
    "向",
    "对",
    "在",
    "被",
    "为",
    "从",
    "给",
    "中",
    "我局",
    "我县",
    "本局",
    "会议",
    "主题",
    "系列",
    "类",
    "分别",
    "已",
    "实际",
    "应",
    "个",
    "共",
    "渠道",
    "转办",
    "交办",
    "转交办",
    "公众号",
    "按",
    "后",
    "班",
]
"""Words that name no topic of their own; 按期 is one (按期办结率), 期 alone is not."""

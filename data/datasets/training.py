"""Training and its assessment: one row a person and topic."""

from data.datasets.declaration import Check, Dataset, Field, choices
from data.datasets.programme import BRANCH, WAVE

TRAINING = Dataset(
    name="training",
    ahead=True,
    area="safeguards",
    kind="fact",
    key=("person", "topic", "attempt"),
    when="held_on",
    en="Training",
    zh="培训记录",
    rhythm_days=31,
    synonyms=("training", "training records", "courses", "training results", "培训", "培训台账", "考核记录", "培训考核"),
    help_en="One row a person, topic and attempt; a person who has to be trained and was not has a row without a day.",
    help_zh="每人每主题每次考核一行；应训未训者也填一行，日期留空。",
    fields=(
        Field("person", "text", "Person", "人员编号", required=True, sensitivity="mask", example="E-1043",
              synonyms=("employee", "staff id", "name", "participant", "员工", "工号", "姓名", "参训人")),
        Field("topic", "text", "Topic", "培训主题", required=True, example="Customer information",
              synonyms=("course", "module", "subject", "课程", "主题", "培训内容", "course name", "course title", "课程名称")),
        Field("attempt", "integer", "Attempt", "考核次数", low=1, example="1", synonyms=("try", "retest", "次数", "补考次数")),
        Field("role", "text", "Role", "岗位", example="Counter", synonyms=("job", "position", "function", "职务")),
        BRANCH,
        WAVE,
        Field("attended", "boolean", "Attended", "出席", help_en="Who was not there has no day of training.", help_zh="缺席者不计培训日期。",
              synonyms=("present", "attendance", "signed in", "sign-in", "signature", "签到", "签名", "出勤", "到场", "是否参加", "是否到场", "是否到课")),
        Field("required", "boolean", "Has to be trained", "应训", synonyms=("mandatory", "required", "是否应训", "必修")),
        Field("due_on", "date", "Due on", "应完成日期", synonyms=("due", "deadline", "required by", "期限")),
        Field("held_on", "date", "Trained on", "培训日期", past=True, synonyms=("date", "session date", "held on", "completed on", "日期", "培训日期")),
        Field(
            "mode", "choice", "Mode", "培训方式", synonyms=("mode", "delivery", "format", "方式"),
            choices=choices(
                ("online", "On-line", "线上", "online", "e-learning", "remote", "virtual", "网络"),
                ("onsite", "On site", "线下", "onsite", "on-site", "classroom", "in person", "现场", "面授"),
            ),
        ),
        Field("score", "number", "Score", "考核成绩", unit="of 100", low=0, high=100,
              synonyms=("result", "mark", "points", "成绩", "分数", "得分", "考核得分")),
        Field("passed", "boolean", "Passed", "合格", synonyms=("pass", "passed", "是否合格", "是否通过", "通过", "考核结论")),
    ),
    links=(("wave", "waves"), ("branch", "branches")),
    checks=(
        Check("training_passed_without_score", "passed", "passed and score is null"),
        Check("training_scored_without_day", "score", "score is not null and held_on is null"),
    ),
)  # fmt: skip

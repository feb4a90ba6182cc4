"""The register of proofs: what each proves, of which sites, systems, suppliers and waves, and until when."""

from data.datasets.declaration import Check, Dataset, Field
from data.datasets.programme import WAVE
from data.datasets.protection import SITES, SUPPLIERS, SYSTEMS

SAME_FILE = """
    lower(trim(sha256)) in (
      select lower(trim(f.sha256)) from (
        select evidence, sha256 from staged union all select evidence, sha256 from current_evidence
          where row_ended is null
      ) f where f.sha256 is not null group by 1 having count(distinct f.evidence) > 1
    )
"""
"""One file that is registered under several evidence numbers, in the sheet or in the register."""

EVIDENCE = Dataset(
    name="evidence",
    area="compliance",
    kind="register",
    key=("evidence", "revision"),
    other_keys=(("evidence",),),
    en="Evidence",
    zh="证据",
    rhythm_days=31,
    synonyms=("evidence", "proofs", "evidence register", "证据清单", "证据台账"),
    help_en="Each revision of a proof, its fingerprint and until when it holds; one proof may serve several duties.",
    help_zh="每份证据的各个版本、指纹与有效期；一份证据可用于多项义务。",
    fields=(
        Field(
            "evidence",
            "text",
            "Evidence number",
            "证据编号",
            required=True,
            example="EV-07",
            synonyms=("evidence id", "proof", "id", "编号"),
        ),
        Field("revision", "text", "Revision", "版本", example="2", synonyms=("rev", "version", "版次")),
        Field("title", "text", "What it proves", "证据名称", synonyms=("title", "name", "description", "名称", "内容")),
        Field("sha256", "text", "SHA-256", "SHA-256", synonyms=("hash", "fingerprint", "checksum", "哈希值", "指纹")),
        Field(
            "made_on",
            "date",
            "Made on",
            "形成日期",
            past=True,
            synonyms=("made", "date", "issued on", "created on", "日期"),
        ),
        Field(
            "expires_on",
            "date",
            "Expires on",
            "有效期至",
            synonyms=("expires", "expiry", "valid until", "失效日期", "到期日期"),
        ),
        WAVE,
        Field(
            "obligations",
            "text",
            "Obligations proved",
            "对应义务",
            example="P1 L1-30",
            synonyms=("obligations", "proves", "duties", "义务编号"),
        ),
        Field("custodian", "text", "Custodian", "保管人", synonyms=("keeper", "owner", "保管部门")),
        Field("location", "text", "Kept at", "存放位置", synonyms=("location", "link", "path", "位置")),
        Field(
            "controls",
            "text",
            "Measures proved",
            "对应保护措施",
            example="C-02",
            synonyms=("controls proved", "proves measures", "措施编号"),
        ),
        SITES,
        SYSTEMS,
        SUPPLIERS,
        Field(
            "file_name",
            "text",
            "File name",
            "文件名",
            example="certificate.pdf",
            synonyms=("file", "document file", "文件名称"),
        ),
        Field(
            "file_bytes",
            "integer",
            "Size of the file",
            "文件大小",
            low=0,
            synonyms=("size", "file size", "bytes", "字节数"),
        ),
        Field(
            "registered_on",
            "date",
            "Registered on",
            "登记日期",
            past=True,
            synonyms=("registered", "entered on", "录入日期"),
        ),
    ),
    links=(("wave", "waves"),),
    checks=(
        Check("evidence_expires_before_made", "expires_on", "expires_on < made_on"),
        Check("evidence_expired", "expires_on", "expires_on < cast($today as date)"),
        Check("evidence_same_file", "sha256", SAME_FILE),
        Check("evidence_fingerprint_short", "sha256", "length(trim(sha256)) <> 64"),
    ),
)

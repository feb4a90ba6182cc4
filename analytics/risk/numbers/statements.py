"""Statements of the risk register. None of them is about a person."""

from data.store.query import Query

MATRICES = Query(
    name="risk.matrices",
    # One row a version: setting, value (JSON).
    sql="select setting, value from {settings} where starts_with(setting, 'risk.matrix.') order by setting",
    grain="open",
)

SETS = Query(
    name="risk.sets",
    # One row an assessment and place in it: snapshot_on, part, matrix, category, likelihood, impact, n (risks not
    # closed, without opportunities).
    sql="""
        select snapshot_on, coalesce(part, '') as part, matrix, category, likelihood, impact,
               count(case when coalesce(status, 'open') <> 'closed' and coalesce(kind, 'threat') = 'threat'
                 then 1 end) as n
        from {placed:risks} where snapshot_on <= {today} and {selected:wave,branch,phase}
        group by snapshot_on, coalesce(part, ''), matrix, category, likelihood, impact
        order by snapshot_on, part, matrix, category, likelihood, impact
    """,
    grain="open",
)

STATE = Query(
    name="risk.state",
    # One row a risk as it stood on $day: of each part the last set by then.
    sql="""
        with last as (
          select coalesce(part, '') as own, max(snapshot_on) as assessed from {risks} where snapshot_on <= $day
          group by coalesce(part, '')
        )
        select r.* from {placed:risks} r join last l on coalesce(r.part, '') = l.own and r.snapshot_on = l.assessed
        where {selected:wave,branch,phase} order by r.risk, r.part
    """,
    grain="open",
)

FIRST_SEEN = Query(
    name="risk.first_seen",
    # One row a risk: risk, first_on (its first assessment).
    sql="select risk, min(snapshot_on) as first_on from {risks} group by risk",
    grain="open",
)

KNOWN_WAVES = Query(name="risk.waves", sql="select wave from {waves} order by {ordered:wave}", grain="open")

TREATMENTS = Query(
    name="risk.treatments",
    # One row a treatment.
    sql="select * from {treatments} order by risk, treatment",
    grain="open",
)

READINGS = Query(
    name="risk.readings",
    # One row a reading by the day looked from, of each indicator the last 26: seen (1 is the newest).
    sql="""
        with own as (select * from {placed:indicators} where measured_on <= {today} and {selected:wave,branch,phase}),
        ranked as (select *, row_number() over (partition by indicator order by measured_on desc) as seen from own)
        select * from ranked where seen <= 26 order by indicator, measured_on
    """,
    grain="open",
)

INCIDENTS = Query(
    name="risk.incidents",
    # One row an incident by the day looked from, newest first.
    sql="""
        select * from {placed:incidents} where cast(occurred_at as date) <= {today} and {selected:wave,branch,phase}
        order by occurred_at desc, incident
    """,
    grain="open",
)

CURRENCY = Query(name="risk.currency", sql="select currency from {programme} where currency is not null", grain="open")

HISTORY = Query(
    name="risk.history",
    # One row an assessment of one of $risks by the day looked from.
    sql="""
        select * from {placed:risks} where snapshot_on <= {today} and list_contains($risks, risk) order by risk,
          snapshot_on
    """,
    grain="open",
)

"""The declared datasets, by name. A new dataset is one new declaration, added to ``DATASETS`` here."""

from data.datasets.alerts import ALERT_ANSWERS
from data.datasets.campaigns import CAMPAIGNS
from data.datasets.closing import CLOSING, PREPAID
from data.datasets.complaints import COMPLAINTS
from data.datasets.compliance import DUTIES, OBLIGATIONS, REVIEWS
from data.datasets.contacts import CONTACTS
from data.datasets.continuity import CONTINUITY, CONTINUITY_TESTS, OUTAGES
from data.datasets.coordination import ACTIONS, LESSONS, MEETINGS, SHARED, TARGETS
from data.datasets.customers import CUSTOMERS, DEPARTURES, REVENUE, TRANSFERS
from data.datasets.cutover import CONFIRMATIONS, CUTOVER_STEPS, DEFECTS, REHEARSALS
from data.datasets.deals import DEALS
from data.datasets.declaration import Check, Choice, Dataset, Field, Scale
from data.datasets.documents import DOCUMENT_ACCESS, DOCUMENTS
from data.datasets.evidence import EVIDENCE
from data.datasets.gates import GATES
from data.datasets.grants import GRANTS
from data.datasets.incidents import INCIDENTS, INDICATORS
from data.datasets.market import COMPETITORS, MARKET, MENTIONS
from data.datasets.money import BENEFITS, CHANGES, COSTS
from data.datasets.move import PROGRESS, RECONCILIATION
from data.datasets.paths import CONTRACTS, PATHS, TEXTS
from data.datasets.plan import BASELINES, TASKS
from data.datasets.programme import BRANCHES, PROGRAMME, SETTINGS, WAVES
from data.datasets.protection import AGREEMENTS, ASSETS, CONTROL_TESTS, CONTROLS
from data.datasets.requests import REQUESTS
from data.datasets.rights import NOTICES, PROMISES, QUESTIONS
from data.datasets.risk import RISKS
from data.datasets.satisfaction import INVITATIONS, SURVEYS
from data.datasets.support import TICKETS
from data.datasets.training import TRAINING
from data.datasets.treatments import TREATMENTS

DATASETS: dict[str, Dataset] = {
    dataset.name: dataset
    for dataset in (
        PROGRAMME,
        BRANCHES,
        WAVES,
        SETTINGS,
        GRANTS,
        CUSTOMERS,
        TRANSFERS,
        DEPARTURES,
        REVENUE,
        PROGRESS,
        RECONCILIATION,
        CAMPAIGNS,
        MARKET,
        COMPETITORS,
        MENTIONS,
        DEALS,
        INVITATIONS,
        SURVEYS,
        COMPLAINTS,
        CONTACTS,
        NOTICES,
        PROMISES,
        QUESTIONS,
        REQUESTS,
        PATHS,
        CONTRACTS,
        TEXTS,
        ASSETS,
        AGREEMENTS,
        CONTROLS,
        CONTROL_TESTS,
        CONTINUITY,
        CONTINUITY_TESTS,
        OUTAGES,
        REHEARSALS,
        CUTOVER_STEPS,
        DEFECTS,
        CONFIRMATIONS,
        ALERT_ANSWERS,
        ACTIONS,
        MEETINGS,
        SHARED,
        TARGETS,
        LESSONS,
        TICKETS,
        TRAINING,
        DOCUMENTS,
        DOCUMENT_ACCESS,
        GATES,
        OBLIGATIONS,
        DUTIES,
        REVIEWS,
        EVIDENCE,
        CLOSING,
        PREPAID,
        TASKS,
        BASELINES,
        COSTS,
        BENEFITS,
        CHANGES,
        RISKS,
        TREATMENTS,
        INDICATORS,
        INCIDENTS,
    )
}

OWN = frozenset({"settings", "grants"})
"""What the product keeps about itself: no file is taken for one of these unless somebody says that it is."""

__all__ = ["DATASETS", "OWN", "Check", "Choice", "Dataset", "Field", "Scale"]

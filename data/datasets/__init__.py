"""The declared datasets, by name. A new dataset is one new declaration, added to ``DATASETS`` here."""

from data.datasets.customers import CUSTOMERS, DEPARTURES, REVENUE, TRANSFERS
from data.datasets.declaration import Check, Choice, Dataset, Field, Scale
from data.datasets.programme import BRANCHES, PROGRAMME, SETTINGS, WAVES
from data.datasets.satisfaction import INVITATIONS, SURVEYS

DATASETS: dict[str, Dataset] = {
    dataset.name: dataset
    for dataset in (
        PROGRAMME,
        BRANCHES,
        WAVES,
        SETTINGS,
        CUSTOMERS,
        TRANSFERS,
        DEPARTURES,
        REVENUE,
        INVITATIONS,
        SURVEYS,
    )
}

__all__ = ["DATASETS", "Check", "Choice", "Dataset", "Field", "Scale"]

"""A process that loads and publishes until it is killed."""

from builders import batch

import warehouse.parts
from warehouse.warehouse import Warehouse


def publish_on(folder: str, first: int, begun) -> None:
    """Batches of six articles from number `6 * first` on; `begun` is set before the first."""
    warehouse.parts.LOOSE, warehouse.parts.LOOSE_OTHERS = {}, 3
    house = Warehouse(folder)
    begun.set()
    for n in range(first, first + 1000):
        house.load(batch(6 * n))
        house.publish()

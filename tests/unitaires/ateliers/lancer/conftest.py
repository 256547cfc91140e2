"""Une course lancée par un essai finit avec lui : personne d'autre ne relèverait son gardien."""

from collections.abc import Iterator

import pytest

from sdsf.ateliers.lancer import course


@pytest.fixture(autouse=True)
def gardiens_releves() -> Iterator[None]:
    yield
    while course._gardiens:
        _, gardien = course._gardiens.popitem()
        gardien.wait(100)

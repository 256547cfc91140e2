"""Les périodes du contrat : « 2023 », « 2023-T4 », « 2021-2022 », « 2016/2019 », « 2022-01-15 »."""

import re
from functools import cache


@cache
def annee_de(periode: str) -> int:
    """L'année qu'une période désigne : la dernière qu'elle contient.

    >>> [annee_de(p) for p in ("2023", "2023-T4", "2021-2022", "2016/2019", "2022-01-15")]
    [2023, 2023, 2022, 2019, 2022]
    """
    trouve = re.fullmatch(r"(\d{4})[-/](\d{4})", periode)
    return int(trouve.group(2) if trouve else periode[:4])

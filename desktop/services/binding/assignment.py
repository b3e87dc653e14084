"""One assignment over all columns: no field twice, no column twice, the sum of scores the highest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def assign(scores: Mapping[int, Mapping[str, float]]) -> dict[int, str]:
    """Column → field by the Hungarian method; a column that is better left alone gets none.

    `scores[column][field]` holds only the pairs that may be made, each above 0.
    """
    columns = [column for column in scores if scores[column]]
    fields = list(dict.fromkeys(name for column in columns for name in scores[column]))
    if not columns:
        return {}
    firsts = {column: max(scores[column], key=lambda name: scores[column][name]) for column in columns}
    if len(set(firsts.values())) == len(columns):
        return firsts  # everybody's first choice can be had
    # One blank place a column, so that leaving a column alone is always possible.
    width = len(fields) + len(columns)
    place = {name: at for at, name in enumerate(fields)}
    cost = []
    for column in columns:
        row = [1.0] * len(fields) + [0.0] * len(columns)
        for name, score in scores[column].items():
            row[place[name]] = -score
        cost.append(row)
    chosen = _solve(cost, width)
    return {column: fields[at] for column, at in zip(columns, chosen, strict=True) if at < len(fields)}


def _solve(cost: Sequence[Sequence[float]], width: int) -> list[int]:
    """The column of each row in the cheapest assignment (Kuhn–Munkres with potentials, O(n²m))."""
    rows = len(cost)
    over_rows, over_columns = [0.0] * (rows + 1), [0.0] * (width + 1)
    owner, way = [0] * (width + 1), [0] * (width + 1)
    for row in range(1, rows + 1):
        owner[0], at = row, 0
        least, used = [float("inf")] * (width + 1), [False] * (width + 1)
        while owner[at]:
            at = _step(cost, width, at, (over_rows, over_columns), (owner, way), (least, used))
        while at:
            owner[at], at = owner[way[at]], way[at]
    result = [0] * rows
    for column in range(1, width + 1):
        if owner[column]:
            result[owner[column] - 1] = column - 1
    return result


def _step(
    cost: Sequence[Sequence[float]],
    width: int,
    at: int,
    over: tuple[list[float], list[float]],
    found: tuple[list[int], list[int]],
    search: tuple[list[float], list[bool]],
) -> int:
    """One growth of the alternating tree; returns the column reached."""
    (over_rows, over_columns), (owner, way), (least, used) = over, found, search
    used[at] = True
    row, delta, following = owner[at], float("inf"), 0
    for column in range(1, width + 1):
        if used[column]:
            continue
        now = cost[row - 1][column - 1] - over_rows[row] - over_columns[column]
        if now < least[column]:
            least[column], way[column] = now, at
        if least[column] < delta:
            delta, following = least[column], column
    for column in range(width + 1):
        if used[column]:
            over_rows[owner[column]] += delta
            over_columns[column] -= delta
        else:
            least[column] -= delta
    return following

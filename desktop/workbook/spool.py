"""Records that must be gone through twice, kept on the disk: formulas below them need to know how many."""

from __future__ import annotations

import pickle
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import IO, Final

from desktop.workbook.values import Value

_CHUNK: Final = 400
_AT_HAND: Final = 4

Records = list[Sequence[Value]]


class Spool(Sequence[Sequence[Value]]):
    """Records by number; only the chunks last used are in memory."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._starts: list[int] = []
        self._count = 0
        self._at_hand: OrderedDict[int, Records] = OrderedDict()

    def take(self, rows: Iterable[Sequence[Value]]) -> Iterator[Records]:
        """Keeps all records, and shows them chunk by chunk on the way."""
        source = iter(rows)
        while chunk := list(islice(source, _CHUNK)):
            self._starts.append(self._file.seek(0, 2))
            pickle.dump(chunk, self._file, pickle.HIGHEST_PROTOCOL)
            self._count += len(chunk)
            yield chunk

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Sequence[Value]]:
        for number in range(len(self._starts)):
            yield from self._chunk(number)

    def __getitem__(self, index: int) -> Sequence[Value]:  # type: ignore[override]  # single records only
        if not 0 <= index < self._count:
            raise IndexError(index)
        return self._chunk(index // _CHUNK)[index % _CHUNK]

    def _chunk(self, number: int) -> Records:
        found = self._at_hand.get(number)
        if found is None:
            self._file.seek(self._starts[number])
            found = pickle.load(self._file)
            self._at_hand[number] = found
            if len(self._at_hand) > _AT_HAND:
                self._at_hand.popitem(last=False)
        return found

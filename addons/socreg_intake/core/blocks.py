"""A file that is kept in blocks, each opened when it is read: the whole is never in memory."""

import io
from collections import OrderedDict
from collections.abc import Callable

# A form with a larger file would be spooled to the disk by the web server's library.
BLOCK = 384 * 1024
KEPT = 4


class BlockFile(io.RawIOBase):
    """A file to read, whose blocks are fetched one by one.

    :param fetch: returns a block by its number, from 0
    :param block: bytes of every block but the last

    >>> BlockFile(lambda number: [b"abc", b"d"][number], 4, 3).read()
    b'abcd'
    """

    def __init__(self, fetch: Callable[[int], bytes], size: int, block: int = BLOCK) -> None:
        self._fetch = fetch
        self._size = size
        self._block = block
        self._place = 0
        self._kept: OrderedDict[int, bytes] = OrderedDict()

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._place

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self._size}[whence]
        if start + offset < 0:
            raise ValueError("a file begins at 0")
        self._place = start + offset
        return self._place

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        if self._place >= self._size:
            return 0
        number, start = divmod(self._place, self._block)
        content = self._content(number)[start : start + len(buffer)]
        buffer[: len(content)] = content
        self._place += len(content)
        return len(content)

    def _content(self, number: int) -> bytes:
        if number not in self._kept:
            self._kept[number] = self._fetch(number)
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return self._kept[number]

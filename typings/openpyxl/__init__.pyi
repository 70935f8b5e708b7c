from collections.abc import Iterator, Sequence
from io import BytesIO

from openpyxl.styles import Alignment, Font

class Cell:
    font: Font
    alignment: Alignment
    value: object
    data_type: str

class ColumnDimension:
    width: float

class Worksheet:
    title: str
    freeze_panes: str
    column_dimensions: dict[str, ColumnDimension]
    def append(self, iterable: Sequence[str]) -> None: ...
    def iter_rows(self) -> Iterator[tuple[Cell, ...]]: ...
    def __getitem__(self, key: int) -> tuple[Cell, ...]: ...

class Workbook:
    active: Worksheet
    sheetnames: list[str]
    def create_sheet(self, title: str) -> Worksheet: ...
    def save(self, filename: BytesIO) -> None: ...
    def __getitem__(self, key: str) -> Worksheet: ...

def load_workbook(filename: BytesIO) -> Workbook: ...

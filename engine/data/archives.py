"""Packed files: gzip, Zstandard and zip, unpacked in memory and never beyond the limit."""

from __future__ import annotations

import io
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from ..errors import DataError

if TYPE_CHECKING:
    from zipfile import ZipFile

LARGEST = 2_000_000_000  # bytes, unpacked
BLOCK = 1 << 22
DEEPEST = 3  # a packed file in a packed file in a packed file
PACKED = {b"\x1f\x8b": "gzip", b"\x28\xb5\x2f\xfd": "zstd"}
ZIP = (b"PK\x03\x04", b"PK\x05\x06")
REFUSED = {
    b"BZh": "bzip2: unpack it first, or pack it with gzip",
    b"\xfd7zXZ": "xz: unpack it first, or pack it with gzip",
    b"7z\xbc\xaf\x27\x1c": "7-Zip: unpack it first, or pack it with gzip",
    b"Rar!": "RAR: unpack it first, or pack it with gzip",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook: save its sheet as CSV",
    b"SQLite format 3": "an SQLite database: export its table as CSV",
    b"\x89HDF": "HDF5: save the table as Parquet",
    b"%PDF": "a PDF document: give the table as CSV",
    b"\x89PNG": "a picture, which is not text: give the table as CSV",
}
SUFFIXES = (
    *(".csv", ".txt", ".tsv", ".dat", ".prn", ".asc", ".json", ".jsonl", ".ndjson", ".parquet"),
    *(".pq", ".feather", ".arrow", ".ipc", ".arrows", ".gz", ".zst"),
)


def content(path: Path, where: str) -> tuple[bytes, str]:
    """The bytes of a file, or of a member of a zip named like a path in it, unpacked; their name.

    Raises DataError, beginning with `where`, for a file that is missing, no regular file, damaged,
    or larger than 2 GB unpacked; FileNotFoundError, OSError as they come.
    """
    member = ""
    file = path
    while not file.exists() and file.parent != file:
        member = f"{file.name}/{member}".strip("/")
        file = file.parent
    if not member or not file.is_file():
        file, member = path, ""
    size = file.stat().st_size
    if not file.is_file():
        raise DataError(f"{where}: is a folder or a device: name one file of bars")
    if size > LARGEST:
        raise DataError(f"{where}: {size:,} bytes are more than {LARGEST:,}: split the file")
    data, name = file.read_bytes(), file.name
    for _ in range(DEEPEST):
        kind = next((kind for magic, kind in PACKED.items() if data.startswith(magic)), None)
        if kind is not None:
            data, name = _stream(data, kind, where), str(PurePosixPath(name).with_suffix(""))
        elif data.startswith(ZIP):
            data, name = _member(data, member, where)
            member = ""
        else:
            break
    if member:
        raise DataError(f"{where}: {file.name} is no zip file: there is no {member} in it")
    for magic, kind in REFUSED.items():
        if data.startswith(magic):
            raise DataError(f"{where}: is {kind}")
    if data[257:262] == b"ustar":
        raise DataError(f"{where}: is a tar archive: unpack it and name one file of bars")
    return data, name


def _stream(data: bytes, kind: str, where: str) -> bytes:
    import pyarrow as pa

    with pa.CompressedInputStream(pa.py_buffer(data), kind) as stream:
        return _bounded(stream, where)


def _member(data: bytes, member: str, where: str) -> tuple[bytes, str]:
    """The one data file of a zip, or the member that is named."""
    import lzma
    import zlib
    from zipfile import BadZipFile, ZipFile

    try:
        with ZipFile(io.BytesIO(data)) as archive:
            name = _chosen(archive, member, where)
            with archive.open(name) as stream:
                return _bounded(stream, where), PurePosixPath(name).name
    except NotImplementedError as error:
        raise DataError(f"{where}: is packed in a way that cannot be read: unpack it") from error
    except RuntimeError as error:  # what zipfile raises for a password
        raise DataError(f"{where}: is encrypted: unpack it first") from error
    except (BadZipFile, zlib.error, lzma.LZMAError, EOFError, KeyError) as error:
        raise DataError(f"{where}: is a damaged zip file: {error}; make it again") from error


def _chosen(archive: ZipFile, member: str, where: str) -> str:
    names = [info.filename for info in archive.infolist() if not info.is_dir()]
    if "[Content_Types].xml" in names:
        raise DataError(f"{where}: is an Excel workbook: save its sheet as CSV")
    if member:
        likely = [name for name in names if name == member] or [
            name for name in names if name.lower() == member.lower()
        ]
        if len(likely) == 1:
            return likely[0]
        raise DataError(f"{where}: the zip holds no {member!r}, but {_listed(names)}")
    shown = [name for name in names if not _hidden(name)]
    files = [name for name in shown if PurePosixPath(name).suffix.lower() in SUFFIXES]
    files = [name for name in files if not name.lower().endswith("readme.txt")] or files
    chosen = files if len(files) != 0 else shown
    if len(chosen) == 1:
        return chosen[0]
    if not chosen:
        raise DataError(f"{where}: the zip holds no file: there is nothing to read")
    raise DataError(
        f"{where}: the zip holds {len(chosen)} files ({_listed(chosen)}): name one, like"
        f" {where}/{chosen[0][:80]}"
    )


def _hidden(name: str) -> bool:
    return name.startswith("__MACOSX/") or PurePosixPath(name).name.startswith(".")


def _listed(names: list[str]) -> str:
    return ", ".join(repr(name[:60]) for name in names[:6]) + (", …" if len(names) > 6 else "")


def _bounded(stream: object, where: str) -> bytes:
    blocks: list[bytes] = []
    total = 0
    while block := stream.read(BLOCK):  # type: ignore[attr-defined]
        total += len(block)
        if total > LARGEST:
            raise DataError(f"{where}: unpacks to more than {LARGEST:,} bytes: split the file")
        blocks.append(block)
    return b"".join(blocks)

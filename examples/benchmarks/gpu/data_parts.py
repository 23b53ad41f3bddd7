#!/usr/bin/env python3
"""Carries CIFAR-10's binary files to a machine that takes only so many bytes at a time.

    data_parts.py pack FOLDER DIR       here: makes DIR/part-1, DIR/part-2 and so on
    DIR/part-1/data_parts.py unpack TO  there, once for each part: puts its files into the folder TO

A part has this script in it and needs nothing but numpy. The six files have 176 MiB; a part is to
stay below 52 MiB, so that a transfer of 64 MiB has room for a working tree beside it. By xz they
would be 133 MiB and three parts. Here each value is first replaced by its distance from what its
neighbours foretell (the median predictor of JPEG-LS, on green and the other colours' distances from
it), then all goes through bzip2: 101 MiB, two parts. xz after the same prediction saves another
6 MiB, but takes 14 times as long and needs two parts as well.
"""

import bz2
import hashlib
import pathlib
import shutil
import sys
import tempfile

import numpy

FILES = [f"data_batch_{i}.bin" for i in range(1, 6)] + ["test_batch.bin"]
SIZE = 32
RECORD = 1 + 3 * SIZE * SIZE
PART = 52 << 20
DIGEST = 32


def predicted(west, north, corner):
    """From the values to the left, above, and above to the left: the median of three guesses."""
    low, high = numpy.minimum(west, north), numpy.maximum(west, north)
    return numpy.where(
        corner >= high, low, numpy.where(corner <= low, high, west + north - corner)
    )


def around(values, row, column):
    """The three neighbours that a decoder knows already; outside of the image there are zeros."""
    zero = numpy.zeros_like(values[..., 0, 0])
    west = values[..., row, column - 1] if column else zero
    north = values[..., row - 1, column] if row else zero
    corner = values[..., row - 1, column - 1] if row and column else zero
    return west, north, corner


def distances(values):
    """What is to be added to each prediction, as bytes."""
    result = numpy.empty(values.shape, numpy.uint8)
    for row in range(SIZE):
        for column in range(SIZE):
            guess = predicted(*around(values, row, column))
            result[..., row, column] = values[..., row, column] - guess & 255
    return result


def restored(differences):
    """The values whose distances these are."""
    values = numpy.empty(differences.shape, numpy.int16)
    for row in range(SIZE):
        for column in range(SIZE):
            guess = predicted(*around(values, row, column))
            values[..., row, column] = guess + differences[..., row, column] & 255
    return values


def compressed(content):
    """A file's bytes, smaller; first its SHA-256."""
    if len(content) == 0 or len(content) % RECORD != 0:
        raise ValueError(f"{len(content)} bytes are no multiple of a record's {RECORD}")
    records = numpy.frombuffer(content, numpy.uint8).reshape(-1, RECORD)
    red, green, blue = planes(records[:, 1:]).astype(numpy.int16)
    values = numpy.stack([red - green & 255, green, blue - green & 255])
    packed = bz2.compress(records[:, 0].tobytes() + distances(values).tobytes())
    return hashlib.sha256(content).digest() + packed


def uncompressed(packed):
    """The other way. ValueError when anything has changed."""
    try:
        content = numpy.frombuffer(bz2.decompress(packed[DIGEST:]), numpy.uint8)
    except (OSError, EOFError, ValueError) as error:
        raise ValueError(f"is damaged: {error}") from None
    count = len(content) // RECORD
    differences = content[count:].reshape(3, count, SIZE, SIZE)
    red, green, blue = restored(differences)
    pixels = numpy.stack([red + green & 255, green, blue + green & 255], axis=1)
    records = numpy.empty((count, RECORD), numpy.uint8)
    records[:, 0] = content[:count]
    records[:, 1:] = pixels.reshape(count, -1)
    if hashlib.sha256(records.tobytes()).digest() != packed[:DIGEST]:
        raise ValueError("is damaged: its SHA-256 is another")
    return records.tobytes()


def planes(pixels):
    """Colour x image x row x column."""
    return pixels.reshape(-1, 3, SIZE, SIZE).transpose(1, 0, 2, 3)


def pack(source, target):
    """All parts or none: what goes wrong in the middle leaves no folder."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as made:
        whole = pathlib.Path(made) / "parts"
        whole.mkdir()
        parts(source, whole)
        whole.rename(target)


def parts(source, target):
    number, room = 0, 0
    for name in FILES:
        packed = compressed(read(source / name))
        if len(packed) > room:
            number, room = number + 1, PART
            part = target / f"part-{number}"
            part.mkdir()
            shutil.copy(__file__, part)
        room -= len(packed)
        (part / (name + ".packed")).write_bytes(packed)
        print(f"{part.name}: {name}, {len(packed) / 2**20:.1f} MiB")


def unpack(target):
    part = pathlib.Path(__file__).resolve().parent
    files = sorted(part.glob("*.packed"))
    if not files:
        sys.exit(f"error: {part} is no part that was packed")
    target.mkdir(parents=True, exist_ok=True)
    for file in files:
        try:
            content = uncompressed(file.read_bytes())
        except ValueError as error:
            sys.exit(f"error: {file} {error}")
        (target / file.stem).write_bytes(content)
        print(f"{target / file.stem}: {len(content)} bytes")


def read(file):
    try:
        return file.read_bytes()
    except OSError as error:
        sys.exit(f"error: cannot read {file}: {error.strerror}")


def main(arguments):
    match arguments:
        case ["pack", source, target]:
            if pathlib.Path(target).exists():
                sys.exit(f"error: {target} exists already; name a new folder")
            try:
                pack(pathlib.Path(source), pathlib.Path(target))
            except ValueError as error:
                sys.exit(f"error: {source} holds no CIFAR-10: {error}")
        case ["unpack", target]:
            unpack(pathlib.Path(target))
        case _:
            sys.exit("usage: data_parts.py pack FOLDER DIR | unpack TO")


if __name__ == "__main__":
    main(sys.argv[1:])

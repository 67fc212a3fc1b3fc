#!/usr/bin/env python3
"""Makes block-index.json: the index of a block, computed without the engine.

The folding is Python's own (Unicode 14 or later): the case folding of one character where that is one character, else its
lower case where that is one. It differs from the frozen table in U+1FD3, U+1FE3 and U+FB05 alone, which are left out here.
"""
import hashlib
import json
import math
import os

ROWS = 4096


def fold(text):
    def one(c):
        for folded in (c.casefold(), c.lower()):
            if len(folded) == 1:
                return folded
        return c
    return ''.join(map(one, text)).encode()


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


def hash16(value):
    return crc32c(value) >> 16 or 1


def member(values):
    folded = [None if v is None else fold(v) for v in values]
    names = sorted({v for v in folded if v is not None})
    if len(names) > 96 or any(len(v) > 255 for v in names):
        return b'\x02' + b''.join((0 if v is None else hash16(v)).to_bytes(2, 'little') for v in folded)
    width = math.ceil(math.log2(len(names) + 1))
    codes = 0
    for row, value in enumerate(folded):
        codes |= (0 if value is None else 1 + names.index(value)) << row * width
    words = b''.join(bytes([len(v)]) + v for v in names)
    return bytes([1, len(names)]) + words + codes.to_bytes(ROWS * width // 8, 'little')


def rows(case):
    """The values of a case: the runs of "first", then those of "cycle" again and again, with {} for the row's number."""
    first, cycle = [value for value, count in case['first'] for _ in range(count)], case['cycle']
    chosen = [first[i] if i < len(first) else cycle[(i - len(first)) % len(cycle)] for i in range(ROWS)]
    return [None if v is None else v.replace('{}', str(i)) for i, v in enumerate(chosen)]


CASES = [
    {'name': 'the example of the banner', 'first': [['denied', 1], [None, 1], ['Success', 1], ['denied', 1]], 'cycle': ['success']},
    {'name': 'all absent', 'first': [], 'cycle': [None]},
    {'name': 'all empty', 'first': [], 'cycle': ['']},
    {'name': 'empty is not absent', 'first': [], 'cycle': ['', None, 'a']},
    {'name': 'one value', 'first': [], 'cycle': ['console']},
    {'name': 'cases of one value', 'first': [['ALICE', 1]], 'cycle': ['Alice', 'aLICE', 'alice']},
    {'name': 'three values', 'first': [], 'cycle': ['c', 'A', 'b']},
    {'name': 'four values', 'first': [], 'cycle': ['a', 'ab', 'abc', 'B']},
    {'name': 'a value that only the last row has', 'first': [['a', ROWS - 1]], 'cycle': ['zz']},
    {'name': 'escapes', 'first': [], 'cycle': ['a"b', 'a\\b', 'tab\t', 'line\nfeed', '\0', '\x1f', '\x7f', '/']},
    {'name': 'beyond ASCII', 'first': [], 'cycle': [
        'Zoë', 'ZOË', 'ΣΊΣΥΦΟΣ', 'σίσυφος', 'ẞ', 'ß', '\u212aelvin', 'İ', 'ı', '😀', '\U00010400x']},
    {'name': 'folding that grows', 'first': [], 'cycle': ['\u023a' * 85, '\u023e']},
    {'name': 'folding that grows past 255 bytes', 'first': [['\u023a' * 86, 1]], 'cycle': ['a']},
    {'name': '255 bytes', 'first': [['x' * 255, 1]], 'cycle': ['y']},
    {'name': '256 bytes', 'first': [['x' * 256, 1]], 'cycle': ['y', None]},
    {'name': '256 bytes that fold to 255', 'first': [['\u017f' + 'x' * 254, 1]], 'cycle': ['y']},
    {'name': '256 bytes in the last row', 'first': [['y', ROWS - 1]], 'cycle': ['x' * 256]},
    {'name': '95 values', 'first': [], 'cycle': [f'user{i}' for i in range(95)]},
    {'name': '96 values', 'first': [], 'cycle': [f'user{i}' for i in range(96)]},
    {'name': '96 values and absent', 'first': [[None, 1]], 'cycle': [f'USER{i}' for i in range(96)]},
    {'name': '97 values', 'first': [], 'cycle': [f'user{i}' for i in range(97)]},
    {'name': '97 values that fold to 96', 'first': [['USER5', 1]], 'cycle': [f'user{i}' for i in range(96)]},
    {'name': 'a value a row', 'first': [], 'cycle': ['req-{}', 'REQ-{}', None]},
    {'name': 'hash 0', 'first': [], 'cycle': ['id-{}']},
]


def zero():
    """A short text whose CRC-32C has upper bits 0."""
    return next(t for t in (f'zero{i}' for i in range(10**6)) if crc32c(t.encode()) >> 16 == 0)


def main():
    CASES[-1]['first'] = [[zero(), 1]]
    cases = []
    for case in CASES:
        data = member(rows(case))
        cases.append({**case, 'length': len(data), 'start': data[:48].hex(), 'sha256': hashlib.sha256(data).hexdigest()})
    texts = ['', 'alice', 'ALICE', '123456789', 'Zoë', 'ΣΊΣΥΦΟΣ', 'ẞ', 'ſ', '\u212a', '\u023a', 'İI', 'Ꮳꮳ', '\U00010400', zero()]
    hashes = [{'text': t, 'folded': fold(t).decode(), 'crc32c': f'{crc32c(fold(t)):08x}', 'hash': hash16(fold(t))} for t in texts]
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'block-index.json')
    with open(path, 'w', encoding='ascii', newline='\n') as file:
        json.dump({'values': hashes, 'members': cases}, file, indent=1)
        file.write('\n')


main()

#!/usr/bin/env python3
"""Writes verify/ge25519_table.c: the odd multiples 1 to 127 of the base point B of edwards25519, and of 2^128 B.

Each point is (y + x, y - x, 2dxy) modulo p, each of them five limbs of 51 bits. With --check FILE it compares instead.
"""
import sys

P = 2**255 - 19
D = -121665 * pow(121666, -1, P) % P
NUM_ODD, NUM_SMALL = 64, 8


def add(a, b):
    (x1, y1), (x2, y2) = a, b
    k = D * x1 * x2 * y1 * y2
    return ((x1 * y2 + x2 * y1) * pow(1 + k, -1, P) % P, (y1 * y2 + x1 * x2) * pow(1 - k, -1, P) % P)


def base_point():
    y = 4 * pow(5, -1, P) % P
    xx = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(xx, (P + 3) // 8, P)
    if x * x % P != xx:
        x = x * pow(2, (P - 1) // 4, P) % P
    return (x if x % 2 == 0 else P - x, y)


def limbs(value):
    return "RT_FE(" + ", ".join(f"0x{value >> 51 * i & 2**51 - 1:013x}" for i in range(5)) + ")"


def rows(point):
    twice = add(point, point)
    for i in range(NUM_ODD):
        if i == NUM_SMALL:
            yield "#ifndef RT_GE25519_SMALL\n"
        x, y = point
        parts = [limbs(value % P) for value in (y + x, y - x, 2 * D * x * y)]
        yield "        {" + ",\n         ".join(parts) + "},\n"
        point = add(point, twice)
    yield "#endif\n"


def table():
    point = base_point()
    text = '/* Written by tests/gen/ge25519_table.py; see ge25519.h. */\n#include "ge25519.h"\n\n'
    text += "/* clang-format off */\nconst struct rt_ge_affine rt_ge_base[2][RT_GE_NUM_ODD] = {\n"
    for _ in range(2):
        text += "    {\n" + "".join(rows(point)) + "    },\n"
        for _ in range(128):
            point = add(point, point)
    return text + "};\n"


if __name__ == "__main__":
    if sys.argv[1:2] == ["--check"]:
        with open(sys.argv[2], encoding="ascii") as file:
            sys.exit(0 if file.read() == table() else "the table differs from its recomputation")
    sys.stdout.write(table())

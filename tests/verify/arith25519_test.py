#!/usr/bin/env python3
"""Checks the field, scalar and point arithmetic of verify/ with big integers.

usage: arith25519_test.py PROBE [CASES]    PROBE is arith25519_probe, built with either size of limbs.
"""
import collections
import subprocess
import sys

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P


def add(a, b):
    (x1, y1), (x2, y2) = a, b
    k = D * x1 * x2 * y1 * y2
    return ((x1 * y2 + x2 * y1) * pow(1 + k, -1, P) % P, (y1 * y2 + x1 * x2) * pow(1 - k, -1, P) % P)


def multiply(n, point):
    result = (0, 1)
    while n:
        if n & 1:
            result = add(result, point)
        point = add(point, point)
        n >>= 1
    return result


def decode(data):
    """The point as libsodium decodes it, or None: y of p and above, and a sign bit on x = 0, are taken."""
    y = int.from_bytes(data, "little") % 2**255 % P
    xx = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(xx, (P + 3) // 8, P)
    if x * x % P != xx:
        x = x * pow(2, (P - 1) // 4, P) % P
    if x * x % P != xx:
        return None
    return ((x if x % 2 == data[31] >> 7 else P - x) % P, y)


def encode(point):
    return (point[1] | (point[0] & 1) << 255).to_bytes(32, "little")


BASE = decode(b"\x58" + b"\x66" * 31)
SMALL = decode(bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"))
assert multiply(8, SMALL) == (0, 1) != multiply(4, SMALL) and multiply(L, BASE) == (0, 1)
SMALL_Y = {multiply(i, SMALL)[1] for i in range(8)}


def fe(text):
    limbs = [int(limb) for limb in text.split(",")]
    if len(limbs) == 5:
        return sum(limb << 51 * i for i, limb in enumerate(limbs))
    return sum(limb << (51 * i + 1) // 2 for i, limb in enumerate(limbs))


def reduced(text):
    """The value of an element that must be of one unit (fe25519.h)."""
    limbs = [int(limb) for limb in text.split(",")]
    if len(limbs) == 5:
        assert all(0 <= limb < 2**51 + 2**13 for limb in limbs)
    else:
        assert all(10 * abs(limb) <= 11 * 2 ** (25 - i % 2) for i, limb in enumerate(limbs))
    return fe(text) % P


def point(texts):
    x, y, z, t = (reduced(text) for text in texts)
    assert z != 0 and x * y % P == z * t % P
    inverse = pow(z, -1, P)
    return (x * inverse % P, y * inverse % P)


def check_decode(data, on_curve, small, *coordinates):
    data = bytes.fromhex(data)
    expected = decode(data)
    assert (expected is not None) == int(on_curve)
    assert int(small) == (int.from_bytes(data, "little") % 2**255 % P in SMALL_Y)
    if expected is not None:
        assert point(coordinates) == expected
    return "on the curve" if expected else "off the curve"


def check_combine(base_scalar, *rest):
    total = multiply(int(base_scalar, 16) % L, BASE)
    for term in (rest[:6], rest[6:12]):
        summand = multiply(int(term[0], 16), point(term[2:]))
        total = add(total, (-summand[0] % P, summand[1]) if int(term[1]) else summand)
    assert point(rest[12:16]) == total
    assert int(rest[16]) == (total == (0, 1))


def check_halve(k, numerator, denominator, negative):
    k, numerator, denominator = int(k, 16), int(numerator, 16), int(denominator, 16)
    assert (k * denominator - (-numerator if int(negative) else numerator)) % (8 * L) == 0
    assert denominator % 2 == 1 and 0 < denominator < L
    if denominator == 1 and numerator.bit_length() > 128:
        return "not halved"
    assert numerator.bit_length() <= 128
    return "halved" if denominator.bit_length() <= 140 else "longer"


def check_naf(width, scalar, top, digits):
    width, top = int(width), int(top)
    digits = [int(digit) for digit in digits.split(",")]
    assert sum(digit << i for i, digit in enumerate(digits)) == int(scalar, 16)
    places = [i for i, digit in enumerate(digits) if digit]
    assert all(digits[i] % 2 == 1 and abs(digits[i]) < 2 ** (width - 1) for i in places)
    assert all(b - a >= width for a, b in zip(places, places[1:]))
    assert top == (places[-1] + 1 if places else 0)


def check_to_bytes(f, data, odd, zero):
    value = fe(f) % P
    assert bytes.fromhex(data) == value.to_bytes(32, "little")
    assert int(odd) == value % 2 and int(zero) == (value == 0)


def check_from_bytes(data, f, canonical):
    value = int.from_bytes(bytes.fromhex(data), "little") % 2**255
    assert reduced(f) == value % P and int(canonical) == (value < P)


def check_sc_from_bytes(data, s, below):
    value = int.from_bytes(bytes.fromhex(data), "little")
    assert int(below) == (value < L) and int(s, 16) == (value if value < L else 0)
    return "below" if value < L else "not below"


def check_table(half, index, *parts):
    x, y = multiply((2 * int(index) + 1) << 128 * int(half), BASE)
    assert [fe(part) for part in parts] == [(y + x) % P, (y - x) % P, 2 * D * x * y % P]


def truth(condition):
    assert condition


CHECKS = {
    "add": lambda f, g, r: truth((fe(f) + fe(g) - fe(r)) % P == 0),
    "sub": lambda f, g, r: truth((fe(f) - fe(g) - fe(r)) % P == 0),
    "mul": lambda f, g, r: truth(fe(f) * fe(g) % P == reduced(r)),
    "sq": lambda f, r: truth(fe(f) ** 2 % P == reduced(r)),
    "sq2": lambda f, r: truth(2 * fe(f) ** 2 % P == reduced(r)),
    "pow": lambda f, r: truth(pow(fe(f), (P - 5) // 8, P) == reduced(r)),
    "to_bytes": check_to_bytes,
    "from_bytes": check_from_bytes,
    "sc_from_bytes": check_sc_from_bytes,
    "sc_from_hash": lambda h, s: truth(int.from_bytes(bytes.fromhex(h), "little") % L == int(s, 16)),
    "sc_mul": lambda a, b, r: truth(int(a, 16) * int(b, 16) % L == int(r, 16)),
    "halve": check_halve,
    "naf": check_naf,
    "decode": check_decode,
    "combine": check_combine,
    "table": check_table,
}


def main():
    run = subprocess.run(sys.argv[1:3], stdout=subprocess.PIPE, check=True, text=True)
    counts = collections.Counter()
    failures = 0
    for line in run.stdout.splitlines():
        name, *words = line.split()
        try:
            counts[name, CHECKS[name](*words)] += 1
        except AssertionError:
            failures += 1
            print(f"wrong: {line}", file=sys.stderr)
    expected = {(name, None) for name in CHECKS} - {(name, None) for name in ("decode", "halve", "sc_from_bytes")}
    expected |= {("decode", "on the curve"), ("decode", "off the curve"), ("halve", "halved")}
    expected |= {("halve", "longer"), ("halve", "not halved"), ("sc_from_bytes", "below")}
    missing = expected - counts.keys()
    print(", ".join(f"{count} {name}{' ' + note if note else ''}" for (name, note), count in sorted(counts.items(), key=str)))
    if missing:
        print(f"never seen: {sorted(missing, key=str)}", file=sys.stderr)
    return 1 if failures or missing else 0


if __name__ == "__main__":
    sys.exit(main())

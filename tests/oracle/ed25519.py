"""Ed25519 (RFC 8032 5.1), signing and verification, with the acceptance set of libsodium 1.0.18: no cofactor, S below
L, keys canonical, neither R nor the key of small order. For tests: nothing here is constant time."""
import functools
import hashlib

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_1 = pow(2, (P - 1) // 4, P)
NEUTRAL = (0, 1, 1, 0)


def add(a, b):
    """Extended coordinates (RFC 8032 5.1.4)."""
    x1, y1, z1, t1 = a
    x2, y2, z2, t2 = b
    e, f = (y1 - x1) * (y2 - x2) % P, (y1 + x1) * (y2 + x2) % P
    g, h = 2 * D * t1 * t2 % P, 2 * z1 * z2 % P
    x, y, s, t = f - e, h + g, f + e, h - g
    return x * t % P, y * s % P, t * y % P, x * s % P


def double(a):
    x1, y1, z1, _ = a
    xx, yy = x1 * x1 % P, y1 * y1 % P
    h, g = xx + yy, xx - yy
    e, f = h - (x1 + y1) * (x1 + y1) % P, 2 * z1 * z1 % P + g
    return e * f % P, g * h % P, f * g % P, e * h % P


def multiply(scalar, point):
    row = [NEUTRAL, point]
    for _ in range(14):
        row.append(add(row[-1], point))
    out = NEUTRAL
    for shift in range(252, -1, -4):
        for _ in range(4):
            out = double(out)
        if scalar >> shift & 15:
            out = add(out, row[scalar >> shift & 15])
    return out


@functools.lru_cache(maxsize=None)
def base_rows():
    """16 multiples of the base point for each four bits of a scalar."""
    rows, point = [], BASE
    for _ in range(64):
        rows.append([NEUTRAL])
        for _ in range(15):
            rows[-1].append(add(rows[-1][-1], point))
        point = add(rows[-1][-1], point)
    return rows


def multiply_base(scalar):
    out = NEUTRAL
    for i, row in enumerate(base_rows()):
        if scalar >> 4 * i & 15:
            out = add(out, row[scalar >> 4 * i & 15])
    return out


def x_of(y, sign):
    """None if no point of the curve has this y."""
    xx = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(xx, (P + 3) // 8, P)
    if (x * x - xx) % P != 0:
        x = x * ROOT_OF_MINUS_1 % P
    if (x * x - xx) % P != 0:
        return None
    return P - x if x % 2 != sign else x


def encode(point):
    x, y, z, _ = point
    inverse = pow(z, P - 2, P)
    return (y * inverse % P | (x * inverse % P & 1) << 255).to_bytes(32, "little")


def split(octets):
    """y and the sign of x."""
    number = int.from_bytes(octets, "little")
    return number & 2**255 - 1, number >> 255


@functools.lru_cache(maxsize=None)
def decode(octets):
    y, sign = split(octets)
    x = x_of(y % P, sign)
    return None if x is None else (x, y % P, 1, x * y % P)


BASE_Y = 4 * pow(5, P - 2, P) % P
BASE = (x_of(BASE_Y, 0), BASE_Y, 1, x_of(BASE_Y, 0) * BASE_Y % P)


def small_orders():
    """The y of the points whose order divides 8, as multiples of one of order 8."""
    y = 2
    while True:
        x = x_of(y, 0)
        point = x is not None and multiply(L, (x, y, 1, x * y % P))
        if point and encode(multiply(4, point)) != encode(NEUTRAL):
            return {split(encode(multiply(i, point)))[0] for i in range(8)}
        y += 1


SMALL = small_orders()


def is_small(octets):
    """Whatever its sign, and also where it is not reduced."""
    return split(octets)[0] % P in SMALL


def hash_number(*parts):
    return int.from_bytes(hashlib.sha512(b"".join(parts)).digest(), "little")


@functools.lru_cache(maxsize=None)
def expand(seed):
    """(scalar, prefix) of a secret key (5.1.5)."""
    digest = hashlib.sha512(seed).digest()
    return int.from_bytes(digest[:32], "little") & 2**254 - 8 | 2**254, digest[32:]


@functools.lru_cache(maxsize=None)
def public_key(seed):
    return encode(multiply_base(expand(seed)[0]))


def sign(seed, data, nonce=None):
    """`nonce` for one that RFC 8032 does not make: 0 has R be the neutral element."""
    scalar, prefix = expand(seed)
    r = hash_number(prefix, data) % L if nonce is None else nonce
    big_r = encode(multiply_base(r % L))
    s = (r + hash_number(big_r, public_key(seed), data) * scalar) % L
    return big_r + s.to_bytes(32, "little")


@functools.lru_cache(maxsize=None)
def verify(signature, key, data):
    """None if it is good, or the slug of the reason."""
    big_r, s = signature[:32], int.from_bytes(signature[32:], "little")
    if s >= L:
        return "signature-range"
    if is_small(big_r):
        return "signature-small-order"
    if split(key)[0] >= P:
        return "key-not-reduced"
    if is_small(key):
        return "key-small-order"
    a = decode(key)
    if a is None:
        return "key-not-a-point"
    k = hash_number(big_r, key, data) % L
    minus_a = (P - a[0], a[1], 1, P - a[3])
    expected = encode(add(multiply_base(s), multiply(k, minus_a)))
    return None if expected == big_r else "signature-mismatch"

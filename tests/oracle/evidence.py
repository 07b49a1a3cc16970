#!/usr/bin/env python3
"""evidence.py FILE... prints what each recipe of signed evidence makes; corpus/README.md describes the language."""
import base64
import datetime
import json
import struct
import sys

import recipe
import signer
import versions
import wire
from recipe import RecipeError, octets, tag_number

UTC = datetime.timezone.utc


class Evidence:
    """Exchanges, how they are kept, and whom and what to believe of them."""

    def __init__(self):
        self.form, self.entries, self.servers = None, [], []
        self.trusted, self.grace, self.trust_embedded = [], 0, False
        self.accept_draft_context, self.treat_as, self.max_radius = False, 0, None
        self.always = []

    def text(self):
        """The file: one exchange or several of a format, or a list of servers."""
        if self.servers:
            return pretty({"servers": self.servers})
        return FORMS[self.kept_as()](self.entries)

    def kept_as(self):
        return self.form or ("exchange" if len(self.entries) == 1 else "report")

    def file_name(self):
        return {"exchange": "exchange.json", "botan": "report.txt"}.get(self.kept_as(), "report.json")

    def options(self):
        """Whom and what to believe, as the tests' file options.json has it."""
        return {"trusted": self.trusted, "graceSeconds": self.grace, "trustEmbedded": self.trust_embedded,
                "acceptDraftContext": self.accept_draft_context, "treatVersionAs": self.treat_as,
                "maxRadiusMicros": self.max_radius}


class Entry:
    """An exchange, and what the evidence says of it."""

    def __init__(self, spec):
        self.spec, self.link, self.claim = spec, "proved", True
        self.withheld, self.stated, self.rand, self.made = set(), set(), None, None

    def finish(self, previous):
        """Makes it, linked to the response before."""
        spec = self.spec
        if previous is not None and self.link != "none":
            rule = spec.row.chain if self.link in ("proved", "broken") else self.link
            self.rand = self.rand or signer.seeded("rand " + spec.label, 64 if rule == "double" else 32)
            if self.link != "broken":
                spec.nonce = signer.link_nonce(rule, previous, self.rand, spec.nonce_len)
        self.made = signer.make(spec)

    def key(self):
        return self.made.key if self.claim is True else self.claim

    def members(self):
        parts = {"rand": self.rand, "publicKey": self.key(), "request": self.made.request,
                 "response": self.made.response, "nonce": self.made.nonce if "nonce" in self.stated else None}
        return {name: b64(part) for name, part in parts.items() if part is not None and name not in self.withheld}


def b64(data):
    return base64.b64encode(data).decode()


def pretty(value):
    return json.dumps(value, indent=1) + "\n"


def as_google(entries):
    links = [{"publicKeyType": "ed25519", "serverPublicKey": b64(e.key()), "nonceOrBlind": b64(e.rand or e.made.nonce),
              "reply": b64(e.made.response)} for e in entries]
    return pretty({"links": links})


def as_botan(entries):
    return "".join("ed25519 %s %s %s\n" % (b64(e.key()), b64(e.rand or e.made.nonce), b64(e.made.response))
                   for e in entries)


def as_draft08(entries):
    rands = [b64(e.rand) if e.rand else "" for e in entries]
    return pretty({"nonces": rands, "responses": [b64(e.made.response) for e in entries]})


def as_draft00(entries):
    rows = [{"response_packet": b64(e.made.response)} for e in entries]
    for row, following in zip(rows, entries[1:]):
        row.update({"blind": b64(following.rand)} if following.rand else {})
    return pretty(rows)


FORMS = {"exchange": lambda entries: json.dumps(entries[0].members()) + "\n",
         "report": lambda entries: pretty({"responses": [e.members() for e in entries]}),
         "bare": lambda entries: pretty([e.members() for e in entries]),
         "google": as_google, "botan": as_botan, "draft-08": as_draft08, "draft-00": as_draft00}


def build(text):
    evidence = Evidence()
    for line in recipe.tree(text):
        attempt(TOP_LEVEL, evidence, line)
    previous = None
    for entry in evidence.entries:
        entry.finish(previous)
        previous = entry.made.response
    return evidence


def attempt(table, subject, line):
    try:
        table[line.words[0]](subject, line)
    except (KeyError, ValueError, IndexError, TypeError, struct.error) as problem:
        raise RecipeError("line %d: %r" % (line.number, problem)) from problem


def time(word):
    """Seconds since 1970, from a date with time, or a number of seconds after noon with its sign."""
    if word[0] in "+-":
        return signer.NOON + float(word)
    return datetime.datetime.strptime(word, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC).timestamp()


def trust(evidence, line):
    row = {"name": line.words[1], "publicKey": b64(signer.public(line.words[1])), "from": None, "until": None}
    for name, word in zip(line.words[2::2], line.words[3::2]):
        row[{"from": "from", "until": "until"}[name]] = datetime.datetime.fromtimestamp(
            time(word), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    evidence.trusted.append(row)


def server(evidence, line):
    name, where = line.words[1:3]
    evidence.servers.append({"name": name, "version": 1, "publicKeyType": "ed25519",
                             "publicKey": b64(signer.public(name)),
                             "addresses": [{"protocol": "udp", "address": where}]})


def exchange(evidence, line):
    label = line.words[1] if len(line.words) > 1 else str(len(evidence.entries) + 1)
    settings = evidence.always + line.below
    rows = [s.words[1] for s in settings if s.words[0] == "version"]
    row = versions.ROWS[signer.SHORT_NAMES[rows[-1]]] if rows else versions.RFC_ROW
    entry = Entry(signer.Spec(row, label))
    for setting in settings:
        attempt(SETTINGS, entry, setting)
    evidence.entries.append(entry)


def put(name, convert=None):
    """A statement that sets a member of the evidence."""
    def statement(evidence, line):
        setattr(evidence, name, convert(line.words[1]) if convert else True)
    return statement


TOP_LEVEL = {"trust": trust, "grace": put("grace", int), "trust-embedded": put("trust_embedded"),
             "accept-draft-context": put("accept_draft_context"), "treat-as": put("treat_as", lambda w: int(w, 0)),
             "max-radius": put("max_radius", int), "form": put("form", str), "server": server,
             "always": lambda evidence, line: evidence.always.extend(line.below), "exchange": exchange}


def spec(name, convert):
    """A setting that is a member of the specification."""
    def setting(entry, line):
        setattr(entry.spec, name, convert(*line.words[1:]))
    return setting


def of_entry(name, convert):
    def setting(entry, line):
        setattr(entry, name, convert(*line.words[1:]))
    return setting


def number(word):
    return int(word, 0)


def name_or_not(word):
    return None if word == "none" else word


def value(line, skip=1):
    return octets(line, line.words[skip:])


def set_midpoint(entry, line):
    if line.words[1] == "raw":
        entry.spec.raw = number(line.words[2])
    elif line.words[1] == "mjd":
        entry.spec.raw = int(line.words[2]) << 40 | int(line.words[3])
    else:
        entry.spec.second = time(line.words[1])


def set_radius(entry, line):
    if line.words[1] == "raw":
        entry.spec.raw_radius = number(line.words[2])
    else:
        entry.spec.radius = int(line.words[1])


def set_tree(entry, line):
    """tree LEAVES INDEX"""
    entry.spec.leaves, entry.spec.index = map(number, line.words[1:3])


def set_path(entry, line):
    """path NODES INDEX"""
    entry.spec.nodes, entry.spec.index = map(number, line.words[1:3])


def place_of(word):
    """SREP.RADI, request.TYPE or SIG as a place and a tag."""
    place, _, name = word.rpartition(".")
    return place or wire.TOP, tag_number(name)


def set_value(entry, line):
    entry.spec.edits[place_of(line.words[1])] = value(line, 2)


def drop(entry, line):
    for word in line.words[1:]:
        entry.spec.edits[place_of(word)] = None


def twist(entry, line):
    """twist SIG|CERT.SIG S-plus-L|R-neutral"""
    entry.spec.twists[place_of(line.words[1])[0]] = line.words[2]


def field_at(data, word):
    """Where the value of a tag lies in a finished message."""
    place, number_of_tag = place_of(word)
    at = wire.FRAME_LEN if wire.begins_like_packet(data) else 0
    message = wire.parse(data[at:], at, wire.TOP)
    for name in {"SREP": ["SREP"], "CERT": ["CERT"], "DELE": ["CERT", "DELE"]}.get(place, []):
        outer = message.get(name)
        message = wire.parse(outer.value, outer.at, name)
    return message.by_tag[number_of_tag].at


def write(data, word, octets_there):
    at = field_at(data, word) if word[0].isalpha() else number(word)
    return data[:at] + octets_there + data[at + len(octets_there):]


def after(entry, line):
    """after request|response: write TAG|OFFSET VALUE, truncate N, append VALUE, replace VALUE"""
    patches = entry.spec.request_patches if line.words[1] == "request" else entry.spec.patches
    action, rest = line.words[2], line.words[3:]
    if action == "write":
        new = octets(line, rest[1:])
        patches.append(lambda data: write(data, rest[0], new))
    elif action == "truncate":
        patches.append(lambda data: data[:number(rest[0])])
    else:
        new = octets(line, rest)
        patches.append({"append": lambda data: data + new, "replace": lambda data: new}[action])


def relabel(entry, line):
    """Another number in the finished exchange, where no signature covers it."""
    code = struct.pack("<I", number(line.words[1]))
    entry.spec.patches.append(lambda data: write(data, "VER", code))
    entry.spec.request_patches.append(lambda data: write(data, "VER", code))


def sign_as(entry, line):
    """Context strings and hashes of another version."""
    row = versions.ROWS[signer.SHORT_NAMES[line.words[1]]]
    entry.spec.delegation = row.delegation.encode() + b"\0"
    entry.spec.response = row.response_context.encode() + b"\0"


def context(*words):
    return " ".join(words).encode() + b"\0"


def without_nul(entry, _):
    entry.spec.delegation, entry.spec.response = entry.spec.delegation[:-1], entry.spec.response[:-1]


SETTINGS = {
    "version": lambda entry, line: None, "code": spec("code", number), "key": spec("key", str),
    "online": spec("online", str), "midpoint": set_midpoint, "radius": set_radius, "from": spec("first", time),
    "until": spec("last", time), "nonce": lambda entry, line: setattr(entry.spec, "nonce", value(line)),
    "offers": spec("offers", lambda *words: [number(w) for w in words]), "nonce-length": spec("nonce_len", number), "size": spec("size", number),
    "srv": spec("srv", name_or_not), "tree": set_tree, "path": set_path,
    "node-first": spec("node_first", lambda: True), "hash": spec("hash", str), "leaf": spec("leaf", str),
    "sign-as": sign_as, "delegation-context": spec("delegation", context),
    "response-context": spec("response", context), "without-nul": without_nul,
    "delegated-by": spec("delegated_by", str), "signed-by": spec("signed_by", str), "set": set_value, "drop": drop,
    "twist": twist, "after": after, "relabel": relabel, "link": of_entry("link", str),
    "claim": of_entry("claim", signer.public),
    "claim-octets": lambda entry, line: setattr(entry, "claim", value(line)), "rand": lambda entry, line: setattr(entry, "rand", value(line)),
    "withhold": of_entry("withheld", lambda *words: set(words)), "state": of_entry("stated", lambda *words: set(words)),
}


def main(paths):
    for path in paths:
        with open(path, encoding="utf-8") as file:
            print(build(file.read()).text(), end="")


if __name__ == "__main__":
    main(sys.argv[1:])

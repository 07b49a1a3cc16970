#!/usr/bin/env python3
"""tapes.py DIRECTORY: seeds of the target `measure`: a plan, and what happens, as fuzz/measure.c reads them."""
import pathlib
import sys

LIMITED_RADIUS, WALL, DOCUMENT, BLIND = 1, 2, 4, 8
TRANSPORTS = {"udp": 1, "tcp": 3, "both": 4}  # addresses
SENT, RESPOND = 100, 162
PLAIN, TWISTED, FLIPPED, CUT, BEHIND, HALVES = 0, 1, 2, 3, 4, 250

# What a server does before it answers as it should.
DISTURBANCES = {
    "none": [],
    "late": [SENT, 1, 24, 200],
    "closed": [SENT, 64],
    "unreachable": [65],
    "junk": [SENT, 130, 4, 1, 2, 3, 4],
    "ahead": [SENT, RESPOND, TWISTED, 35, 255],
    "behind": [SENT, RESPOND, TWISTED, 36, 255],
    "radius": [SENT, RESPOND, TWISTED, 52, 255],
    "no-radius": [SENT, RESPOND, TWISTED, 2, 0],
    "nonce": [SENT, RESPOND, TWISTED, 3, 5],
    "version": [SENT, RESPOND, TWISTED, 4, 11],
    "flipped": [SENT, RESPOND, FLIPPED, 0, 100],
    "flipped-deep": [SENT, RESPOND, FLIPPED, 1, 80],
    "cut": [SENT, RESPOND, CUT, 128],
    "echo": [SENT, RESPOND, BEHIND],
    "replay": [SENT, RESPOND, BEHIND + 125],
    "halves": [SENT, RESPOND, HALVES],
    "early": [161],
    "stop": [0, 0, 0, 160],
}


def tape(flags, num_servers, servers, events):
    return bytes([flags, num_servers - 1] + servers * num_servers + events)


def main():
    folder = pathlib.Path(sys.argv[1])
    for transport, addresses in TRANSPORTS.items():
        for name, events in DISTURBANCES.items():
            for number, flags in enumerate((0, LIMITED_RADIUS, WALL | DOCUMENT | BLIND)):
                events_twice = events + [0, 0] + events
                (folder / f"measure-{transport}-{name}-{number}").write_bytes(
                    tape(flags, 2, [0, addresses], events_twice))


main()

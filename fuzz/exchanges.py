#!/usr/bin/env python3
"""exchanges.py DIRECTORY: the exchanges of corpus/verdicts as seeds, each a request and the response behind it."""
import base64
import json
import pathlib
import sys

VERDICTS = pathlib.Path(__file__).resolve().parent.parent / "corpus" / "verdicts"


def main(folder):
    for path in sorted(VERDICTS.glob("*/*/exchange.json")):
        exchange = json.loads(path.read_text())
        parts = [base64.b64decode(exchange.get(name) or "") for name in ("request", "response")]
        (pathlib.Path(folder) / (path.parent.name + ".exchange")).write_bytes(b"".join(parts))


if __name__ == "__main__":
    main(sys.argv[1])

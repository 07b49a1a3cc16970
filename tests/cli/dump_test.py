#!/usr/bin/env python3
"""roughproof dump from outside: options, inputs, exit status.

usage: dump_test.py ROUGHPROOF [TEST ...]
"""
import base64
import os
import pty
import re
import shutil
import struct
import subprocess
import unittest

import cli
from cli import main, objects
from dumping import HOSTILE_NAME, DumpTest, dump, sample
from exchanges import BAD, GOOD, IO, SAMPLES, USAGE, message, packet

import terminal


class Options(DumpTest):
    def test_help_goes_to_standard_output_and_names_every_option(self):
        for option in ("--help", "-h"):
            done = self.ends(GOOD, option)
            self.assertEqual(done.stderr, b"")
            for name in (b"--hex", b"--json", b"--input", b"--as", b"--color", b"--help"):
                self.assertIn(name, done.stdout)

    def test_the_tree_is_the_default(self):
        self.assertIn(b"RtMessage|7|{", self.ends(GOOD, SAMPLES / "rfc10049-response.bin").stdout)

    def test_hex_accounts_for_every_byte(self):
        for name in ("rfc10049-response.bin", "google-response.bin", "truncated.bin"):
            lines = dump("--hex", SAMPLES / name).stdout.decode().splitlines()
            shown = bytearray()
            for line in lines:
                match = re.match(r"([0-9a-f]{6})((?: [0-9a-f]{2}){1,16})(?:  |$)", line)
                if match:
                    self.assertEqual(int(match[1], 16), len(shown), line)
                    shown += bytes.fromhex(match[2])
            self.assertEqual(bytes(shown), sample(name))

    def test_the_last_layout_counts(self):
        path = SAMPLES / "rfc10049-response.bin"
        self.assertEqual(dump("--hex", "--json", path).stdout, dump("--json", path).stdout)
        self.assertEqual(dump("--json", "--hex", path).stdout, dump("--hex", path).stdout)

    def test_usage_errors(self):
        wrong = [["--nonsense"], ["-x"], ["--input"], ["--input", "octal"], ["--input="], ["--as", "frame"],
                 ["--color", "maybe"], ["--color"], ["--json=yes"], ["--as", "Packet"]]
        for args in wrong:
            done = self.ends(USAGE, *args)
            self.assertEqual(done.stdout, b"")
            self.assertRegex(done.stderr, rb"roughproof dump --help")

    def test_options_end_at_two_hyphens(self):
        (self.dir / "--hex").write_bytes(sample("rfc10049-response.bin"))
        self.assertIn(b"RtMessage", self.ends(GOOD, "--", "--hex", cwd=self.dir).stdout)

    def test_as_packet_and_as_message(self):
        google, framed = sample("google-response.bin"), sample("rfc10049-response.bin")
        self.assertEqual(self.account(google)["framed"], False)
        self.assertEqual(self.account(google, "--as", "auto")["framed"], False)
        self.assertEqual(self.account(google, "--as", "message"), self.account(google))
        self.assertEqual(self.account(google, "--as", "packet", status=BAD)["error"]["slug"], "packet-magic")
        self.assertEqual(self.account(framed, "--as", "packet"), self.account(framed))
        as_message = self.account(framed, "--as", "message", status=BAD)
        self.assertEqual((as_message["framed"], as_message["error"]["stage"]), (False, "message"))

    def test_input_overrides(self):
        binary = sample("google-response.bin")
        texts = {"raw": binary, "hex": binary.hex().encode(), "base64": base64.b64encode(binary)}
        for coding, text in texts.items():
            self.assertEqual(self.account(text, "--input", coding), self.account(binary))
            self.assertEqual(self.account(text, "--input", "auto"), self.account(binary))
        as_raw = self.account(binary.hex().encode(), "--input", "raw", status=BAD)
        self.assertEqual(as_raw["size"], 2 * len(binary))
        for coding in ("hex", "base64"):
            done = self.ends(BAD, "--input", coding, stdin=binary)
            self.assertEqual(done.stdout, b"")
            self.assertIn(coding.encode(), done.stderr)


class Verbs(DumpTest):
    def run_bare(self, *args):
        return subprocess.run([cli.program, *args], capture_output=True, env={}, timeout=60, check=False)

    def test_without_verb_or_with_an_unknown_one(self):
        for args in ([], ["nonsense"], ["--nonsense"], [""], [HOSTILE_NAME]):
            done = self.run_bare(*args)
            self.assertEqual((done.returncode, done.stdout), (USAGE, b""), args)
            self.assertNotEqual(done.stderr, b"")
            self.assertSafe(done.stderr)

    def test_help_and_version(self):
        for word in ("--help", "-h", "help"):
            done = self.run_bare(word)
            self.assertEqual((done.returncode, done.stderr), (GOOD, b""))
            self.assertIn(b"dump", done.stdout)
        done = self.run_bare("--version")
        self.assertRegex(done.stdout, rb"\Aroughproof [0-9.]+\nfeatures: [A-Za-z ]+\n\Z")


class Files(DumpTest):
    def test_a_file_that_is_not_there(self):
        done = self.ends(IO, self.dir / "absent")
        self.assertEqual(done.stdout, b"")
        self.assertRegex(done.stderr, rb"absent: No such file or directory")

    def test_an_empty_directory(self):
        self.assertIn(b": directory of packets, 0 exchanges", self.ends(GOOD, self.dir).stdout)

    def test_a_file_without_permission(self):
        path = self.dir / "secret"
        path.write_bytes(sample("google-response.bin"))
        path.chmod(0)
        self.dir.chmod(0o755)
        nobody = {"user": 65534} if os.geteuid() == 0 else {}  # root may read everything
        try:
            done = self.ends(IO, path, **nobody)
        except PermissionError:
            self.skipTest("nobody may run the program where it is")
        self.assertIn(b"Permission denied", done.stderr)

    def test_a_file_that_fails_while_it_is_read(self):
        if not os.path.exists("/proc/self/mem"):
            self.skipTest("there is no /proc/self/mem")
        self.assertIn(b"/proc/self/mem: ", self.ends(IO, "/proc/self/mem").stderr)

    def test_standard_input(self):
        data = sample("google-response.bin")
        without = self.ends(GOOD, stdin=data)
        self.assertTrue(without.stdout.startswith(b"standard input: response of Google"))
        self.assertEqual(self.ends(GOOD, "-", stdin=data).stdout, without.stdout)
        self.assertEqual(self.account(data)["source"], "-")

    def test_closed_standard_input(self):
        command = ["sh", "-c", 'exec "$0" dump <&-', cli.program]
        done = subprocess.run(command, capture_output=True, check=False)
        self.assertEqual((done.returncode, done.stdout), (IO, b""))

    def test_full_and_closed_standard_output(self):
        if not os.path.exists("/dev/full"):
            self.skipTest("there is no /dev/full")
        for words in ("dump --json", "dump --hex", "dump", "dump --help", "--help", "--version"):
            args = words.split()
            path = [SAMPLES / "google-response.bin"] if args[0] == "dump" else []
            for target in (">/dev/full", ">&-"):
                done = subprocess.run(["sh", "-c", f'exec "$0" "$@" {target}', cli.program, *args, *path],
                                      capture_output=True, check=False)
                self.assertEqual(done.returncode, IO, (args, target))

    def test_an_empty_input_is_malformed(self):
        found = self.account(b"", status=BAD)
        self.assertEqual((found["size"], found["error"]["slug"]), (0, "message-short"))
        self.assertEqual(self.account(b"", "--as", "packet", status=BAD)["error"]["slug"], "packet-short")

    def test_of_several_inputs_the_gravest_status_counts(self):
        good, bad, absent = SAMPLES / "google-response.bin", SAMPLES / "truncated.bin", self.dir / "absent"
        cases = [(GOOD, [good, good]), (BAD, [bad, good]), (BAD, [good, bad]),
                 (IO, [absent, good]), (IO, [absent, bad, good]), (IO, [bad, absent])]
        for status, paths in cases:
            done = self.ends(status, "--json", *paths)
            shown = [account["source"] for account in objects(done.stdout)]
            self.assertEqual(shown, [str(path) for path in paths if path != absent])


class Packets(DumpTest):
    def test_two_in_a_row(self):
        request, response = objects(self.ends(GOOD, "--json", SAMPLES / "rfc10049-exchange.bin").stdout)
        self.assertEqual((request["index"], request["kind"], request["size"]), (0, "request", 1036))
        self.assertEqual((response["index"], response["kind"], response["size"]), (1, "response", 416))
        alone = objects(dump("--json", SAMPLES / "rfc10049-response.bin").stdout)[0]
        self.assertEqual(response["tags"], alone["tags"])  # offsets count from each packet's first byte
        text = dump(SAMPLES / "rfc10049-exchange.bin").stdout
        self.assertIn(b"exchange.bin, message 2: response of RFC 10049", text)

    def test_many_in_a_row(self):
        data = sample("rfc10049-exchange.bin") * 500
        found = objects(self.ends(GOOD, "--json", stdin=data).stdout)
        self.assertEqual([account["index"] for account in found], list(range(1000)))

    def test_two_in_a_row_as_hex_and_base64(self):
        data = sample("rfc10049-exchange.bin")
        raw = self.ends(GOOD, "--json", stdin=data).stdout
        self.assertEqual(self.ends(GOOD, "--json", stdin=data.hex().encode()).stdout, raw)
        self.assertEqual(self.ends(GOOD, "--json", stdin=base64.encodebytes(data)).stdout, raw)

    def test_a_bad_packet_does_not_hide_the_ones_before(self):
        data = sample("rfc10049-response.bin") + sample("truncated.bin")
        first, second = objects(self.ends(BAD, "--json", stdin=data).stdout)
        self.assertIsNone(first["error"])
        self.assertEqual((second["index"], second["error"]["slug"]), (1, "packet-truncated"))

    def test_an_invalid_packet_does_not_hide_the_ones_behind(self):
        one, five = struct.pack("<I", 1), struct.pack("<I", 5)
        type_5 = message((b"VER\0", one), (b"NONC", bytes(32)), (b"TYPE", five))
        data = packet(type_5) + sample("rfc10049-response.bin")
        first, second = objects(self.ends(BAD, "--json", stdin=data).stdout)
        self.assertEqual(first["error"]["slug"], "type-value")
        self.assertIsNone(second["error"])

    def test_bytes_behind_the_last_packet(self):
        found = self.account(sample("rfc10049-response.bin") + b"\0\1\2\3", status=BAD)
        self.assertEqual((found["error"]["slug"], found["error"]["offset"]), ("packet-trailing", 416))


class Encodings(DumpTest):
    """Every tool that is there writes the samples down; they must read back as the same bytes."""

    COMMANDS = ["xxd", "xxd -p", "xxd -u", "xxd -g 1", "xxd -c 8", "hexdump", "hexdump -C", "hexdump -v -C",
                "od -x", "od -t x1", "od -A x -t x1", "od -A x -t x1z", "od -v -A n -t x1",
                "base64", "base64 -w 0"]

    def check(self, text, data, what):
        done = dump("--json", stdin=text)
        self.assertEqual(done.stdout, dump("--json", "--input", "raw", stdin=data).stdout, what)
        self.assertEqual(done.stderr, b"", what)

    def test_tools(self):
        # A prefix of each length up to two lines, so that last lines of every length are seen.
        names = ("rfc10049-response.bin", "rfc10049-request.bin", "google-response.bin")
        inputs = [sample(name) for name in names]
        inputs += [inputs[0][:length] for length in range(20, 52, 3)]
        for command in self.COMMANDS:
            if shutil.which(command.split()[0]) is None:
                print(f"skipped: {command.split()[0]} is not installed")
                continue
            for data in inputs:
                text = subprocess.run(command.split(), input=data, capture_output=True, check=True).stdout
                if command in ("hexdump", "od -x") and len(data) % 2 != 0:
                    continue  # these pad the last word: the length is known to nobody
                self.check(text, data, (command, len(data)))

    def test_hand_made(self):
        data = sample("google-response.bin")
        pairs = [f"{b:02x}" for b in data]
        for text in (" ".join(pairs), ":".join(pairs), ", ".join("0x" + pair for pair in pairs),
                     "".join("\\x" + pair for pair in pairs), "-".join(pairs).upper(), "\r\n".join(pairs),
                     "\n\n  " + data.hex() + "\t\n"):
            self.check(text.encode(), data, text[:40])

    def test_samples(self):
        for name, version in (("draft11-response.hex", "draft 11"), ("draft07-response.b64", "draft 07")):
            found = objects(self.ends(GOOD, "--json", SAMPLES / name).stdout)[0]
            self.assertEqual((found["kind"], found["version"]["name"]), ("response", version))

    def test_text_that_is_neither_is_raw_and_said_so(self):
        done = self.ends(BAD, "--json", stdin=b"What is this?\n")
        self.assertEqual(objects(done.stdout)[0]["size"], 14)
        self.assertIn(b"neither hex nor base64", done.stderr)


class Colour(DumpTest):
    PATH = SAMPLES / "truncated.bin"

    def on_terminal(self, *args, env):
        """What comes out of a terminal."""
        try:
            leader, follower = pty.openpty()
        except OSError as error:
            raise unittest.SkipTest(f"no pseudo-terminal to be had: {error}") from error
        command = [cli.program, "dump", *args, self.PATH]
        with subprocess.Popen(command, stdout=follower, stdin=subprocess.DEVNULL, env=env) as process:
            os.close(follower)
            output = terminal.read_all(leader)
        self.assertEqual(process.returncode, BAD)
        return output.replace(b"\r\n", b"\n")

    def test_a_pipe_is_not_coloured_unless_always(self):
        self.assertNotIn(b"\x1b", dump(self.PATH, env={"TERM": "xterm"}).stdout)
        self.assertNotIn(b"\x1b", dump("--color", "never", self.PATH).stdout)
        against = {"NO_COLOR": "1", "TERM": "dumb"}
        self.assertIn(b"\x1b[", dump("--color", "always", self.PATH, env=against).stdout)

    def test_colour_changes_nothing_else(self):
        for layout in ([], ["--hex"]):
            coloured = dump("--color=always", *layout, self.PATH).stdout
            self.assertEqual(re.sub(rb"\x1b\[[0-9;]*m", b"", coloured), dump(*layout, self.PATH).stdout)
            self.assertTrue(coloured.rstrip(b"\n").endswith(b"\x1b[0m"))

    def test_json_is_never_coloured(self):
        self.assertNotIn(b"\x1b", dump("--json", "--color", "always", self.PATH).stdout)

    def test_auto_on_a_terminal(self):
        xterm = {"TERM": "xterm"}
        self.assertIn(b"\x1b[", self.on_terminal(env=xterm))
        self.assertIn(b"\x1b[", self.on_terminal("--color", "auto", env=xterm | {"NO_COLOR": ""}))
        self.assertNotIn(b"\x1b", self.on_terminal(env=xterm | {"NO_COLOR": "1"}))
        self.assertNotIn(b"\x1b", self.on_terminal(env={"TERM": "dumb"}))
        self.assertNotIn(b"\x1b", self.on_terminal(env={}))
        self.assertNotIn(b"\x1b", self.on_terminal("--color", "never", env=xterm))
        self.assertIn(b"\x1b[", self.on_terminal("--color", "always", env=xterm | {"NO_COLOR": "1"}))


if __name__ == "__main__":
    main()

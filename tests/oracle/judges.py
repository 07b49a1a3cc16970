"""The verifier in C and the oracle, asked the same."""
import json
import subprocess

import judge
import verdict


class Case:
    """An exchange with a name, and how to judge it."""

    def __init__(self, name, response, request=b"", nonce=b"", key=None, policy=verdict.STRICT):
        self.name, self.policy = name, policy
        self.parts = {"response": response, "request": request, "nonce": nonce}
        self.key = key

    def line(self, **more):
        parts = {name: part.hex() for name, part in self.parts.items()}
        return {**parts, "key": self.key.hex() if self.key is not None else None,
                "acceptDraftContext": self.policy.accept_draft_context, "treatVersionAs": self.policy.treat_as,
                "maxRadiusMicros": self.policy.max_radius, **more}

    def oracle(self):
        """As JSON leaves it."""
        return json.loads(json.dumps(verdict.json_verdict(verdict.Verdict(key=self.key, policy=self.policy, **self.parts))))


class Evidence:
    """The text of a report with a name, and how to judge it."""

    def __init__(self, name, text, trust, policy=verdict.STRICT):
        self.name, self.text, self.trust, self.policy = name, text, trust, policy

    def line(self):
        rows = [{"publicKey": key.hex(), "from": first, "until": last} for key, first, last in self.trust.rows]
        return {"text": self.text, "trusted": rows, "graceMicros": self.trust.grace, "trustEmbedded": self.trust.embedded,
                "acceptDraftContext": self.policy.accept_draft_context, "treatVersionAs": self.policy.treat_as,
                "maxRadiusMicros": self.policy.max_radius}

    def oracle(self):
        report = judge.Report(judge.read(self.text), self.trust, self.policy)
        return json.loads(json.dumps(judge.json_report(report)))


def ask(program, lines):
    """The answers of verdict_walk, or of report_walk."""
    text = "".join(json.dumps(line) + "\n" for line in lines)
    done = subprocess.run([program], input=text, capture_output=True, text=True, check=False)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    if done.returncode != 0 or len(answers) != len(lines):
        raise SystemExit("%s: exit %d: %s" % (program, done.returncode, done.stderr[:500]))
    for answer in answers:
        answer.get("certain", []).sort()
        if answer.get("suspects"):
            answer["suspects"] = sorted(map(sorted, answer["suspects"]))
        for key in ("remarks", "requestRemarks"):
            if key in answer:
                answer[key].sort(key=lambda row: [str(word) for word in row])
    return answers


def difference(theirs, ours, path=""):
    """The first (path, theirs, ours) that differ, or None."""
    if isinstance(theirs, dict) and isinstance(ours, dict):
        for key in sorted(set(theirs) | set(ours)):
            found = difference(theirs.get(key), ours.get(key), path + "." + key)
            if found:
                return found
        return None
    return None if theirs == ours else (path, theirs, ours)


def disagreements(program, cases):
    """(case, path, the verifier's, the oracle's) of each case on which the two differ."""
    for case, theirs in zip(cases, ask(program, [case.line() for case in cases])):
        found = difference(theirs, case.oracle())
        if found:
            yield (case, *found)

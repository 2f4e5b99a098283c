#!/usr/bin/env python3
"""Turns records (`tacitus read --json`) on standard input into what the scorers of PolNeAR and TempEval-3 read.

usage: tacitus read --json docs.jsonl | to_scorer.py attributions|timexes > predictions.jsonl

Attributions: only outermost claims, because PolNeAR marks no others.
"""

import json
import sys


def main():
    what = sys.argv[1] if len(sys.argv) > 1 else ""
    if what not in ("attributions", "timexes"):
        raise SystemExit(__doc__)
    for line in sys.stdin:
        record = json.loads(line)
        row = {"doc": record["document"]["id"]}
        if what == "attributions":
            row["attributions"] = [
                {k: claim[k] for k in ("source", "cue", "content")}
                for claim in record["claims"] if claim["parent"] is None
            ]
        else:
            row["timexes"] = [
                {"start": s, "end": e, "type": time["type"].upper(), "value": time["value"]}
                for time in record["times"] for s, e in time["mentions"]
            ]
        print(json.dumps(row, ensure_ascii=False))


if __name__ == "__main__":
    main()

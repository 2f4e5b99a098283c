#!/usr/bin/env python3
"""Turns records (`tacitus read --json`) on standard input into what the scorers of PolNeAR, TempEval-3,
toponym resolution and Zero-Shot-PLOVER read, and the rows of the last into documents.

usage: tacitus read --json docs.jsonl | to_scorer.py attributions|timexes|places > predictions.jsonl
       to_scorer.py pairs ROWS.tsv > docs.jsonl        sentences with their two marked phrases
       to_scorer.py bare ROWS.tsv > docs.jsonl         the same without: what does the sentence say in the main?
       tacitus read --json docs.jsonl | to_scorer.py relations > predictions.tsv
       tacitus read --json docs.jsonl | to_scorer.py events > predictions.tsv     the surest event instead

Attributions: only outermost claims, because PolNeAR marks no others. With `--held-out`, `pairs` and `bare` give only
the rows that training keeps for development.
"""

import csv
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from tacitus_train.pairs import held_out, unmarked  # noqa: E402


def documents(path, marked, only_held_out):
    with open(path, encoding="utf-8", newline="") as file:
        for n, row in enumerate(csv.DictReader(file, delimiter="\t")):
            if only_held_out and not held_out(row["sentence"]):
                continue
            text, phrases = unmarked(row["marked_sentence"])
            phrase = lambda name: list(phrases[name][0]) if marked and phrases[name] else None
            pair = {"source": phrase("s"), "target": phrase("t")}
            key = row.get("uid") or str(n)
            print(json.dumps({"id": key, "text": text, "pairs": [pair], "row": n}, ensure_ascii=False))


def main():
    what = sys.argv[1] if len(sys.argv) > 1 else ""
    if what in ("pairs", "bare") and len(sys.argv) > 2:
        return documents(sys.argv[2], what == "pairs", "--held-out" in sys.argv)
    if what not in ("attributions", "timexes", "places", "relations", "events"):
        raise SystemExit(__doc__)
    if what in ("relations", "events"):
        print("uid\troot")
    for line in sys.stdin:
        record = json.loads(line)
        row = {"doc": record["document"]["id"]}
        if what == "relations":
            print(row["doc"], record["relations"][0]["type"] or "", sep="\t")
        elif what == "events":
            best = max(record["events"], key=lambda event: event["confidence"], default={"type": ""})
            print(row["doc"], best["type"], sep="\t")
        elif what == "attributions":
            row["attributions"] = [
                {k: claim[k] for k in ("source", "cue", "content")}
                for claim in record["claims"] if claim["parent"] is None
            ]
        elif what == "places":
            row["places"] = [
                {"start": s, "end": e, "lat": place["lat"], "lon": place["lon"], "geonameid": place["geonameid"]}
                for place in record["places"] for s, e in place["mentions"]
            ]
        else:
            row["timexes"] = [
                {"start": s, "end": e, "type": time["type"].upper(), "value": time["value"]}
                for time in record["times"] for s, e in time["mentions"]
            ]
        if what in ("attributions", "timexes", "places"):
            print(json.dumps(row, ensure_ascii=False))


if __name__ == "__main__":
    main()

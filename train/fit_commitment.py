#!/usr/bin/env python3
"""Fills the column `commits` of crates/tacitus-read/data/reporting.tsv from MegaVeridicality.

    python train/fit_commitment.py --data DIR

DIR/factuality/megaveridicality_train.json says, of sentences such as *someone admitted that a particular thing
happened*, whether people take the thing to have happened. A verb gets `t` (what it reports is taken as true) where
they do so under *admitted* and under *didn't admit* alike; a few that establish rather than presuppose are named
here. Letters that a person set (`o`, `u`) stay. Standard library only.
"""

import argparse
import json
import re
from pathlib import Path

TABLE = Path(__file__).resolve().parent.parent / "crates" / "tacitus-read" / "data" / "reporting.tsv"
ESTABLISH = {
    "confirm", "verify", "corroborate", "prove", "concede", "certify", "reveal", "show", "demonstrate", "admit", "acknowledge",
    "confess", "recognise", "recognize", "realise", "discover", "learn", "own up", "let slip",
}
NOT = {"warn", "cry", "like", "love", "hate", "enjoy", "dislike", "despise"}  # what they say may be wished or imagined
IRREGULAR = {
    "say": "said", "tell": "told", "feel": "felt", "find": "found", "foresee": "foresaw", "hold": "held", "know": "knew",
    "see": "saw", "speak": "spoke", "swear": "swore", "think": "thought", "understand": "understood", "write": "wrote",
    "mean": "meant", "read": "read", "show": "showed", "forget": "forgot", "hear": "heard", "bet": "bet", "admit": "admitted",
    "regret": "regretted", "infer": "inferred", "learn": "learned",
}


def past(verb):
    if verb in IRREGULAR:
        return IRREGULAR[verb]
    if verb.endswith("e"):
        return verb + "d"
    if re.search(r"[^aeiou]y$", verb):
        return verb[:-1] + "ied"
    return verb + "ed"


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--data", required=True)
    a = p.parse_args()
    rows = json.loads((Path(a.data) / "factuality" / "megaveridicality_train.json").read_text(encoding="utf-8"))
    taken = {}
    for row in rows:
        match = re.fullmatch(r"someone (did n't )?(\w+) that a particular thing happened \.", row["context"])
        if match and row["hypothesis"] == "that thing happened .":
            taken[match.group(1) is None, match.group(2)] = row["label"] == "entailed"
    lines, n = [], 0
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        cols = line.split("\t")
        if not line.startswith("#") and len(cols) >= 7:
            cols += [""] * (8 - len(cols))
            if cols[1] == "v" and cols[7] not in ("o", "u"):
                factive = taken.get((True, past(cols[0]))) and taken.get((False, cols[0]))
                cols[7] = "t" if factive and cols[0] not in NOT or cols[0] in ESTABLISH else ""
                n += cols[7] == "t"
            line = "\t".join(cols)
        lines.append(line)
    TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(taken)} verbs in MegaVeridicality, {n} of the lexicon are taken as true")


if __name__ == "__main__":
    main()

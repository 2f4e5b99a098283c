#!/usr/bin/env python3
"""Prints how varied our marked passages are: python train/corpus_table.py

Distinct triggers, parties and cues, types, modes, status and acts; and the ratio of distinct triggers to events, which
a template would push down. Standard library only."""

import re
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "train"))
from tacitus_train.tagged import part_of, passages  # noqa: E402


def main():
    counts = {name: Counter() for name in ("trigger", "actor", "recipient", "place", "cue", "source", "type", "mode", "status", "act", "shape")}
    totals, parts, hard = Counter(), Counter(), 0
    for folder in ("claims", "events"):
        for name, head, text, spans in passages(ROOT / "corpus" / folder):
            parts[folder, part_of(name)] += 1
            hard += "\nhard:" in "\n" + head
            totals["words"] += len(re.findall(r"\w+", text))
            for (tag, item), pieces in spans.items():
                words = " ".join(text[s:e] for s, e, _ in pieces).lower()
                totals[tag] += 1
                if tag == "event":
                    kind, mode, status = pieces[0][2]
                    counts["trigger"][words] += 1
                    counts["type"][kind] += 1
                    counts["mode"][f"{kind} {mode}"] += 1
                    counts["status"][status] += 1
                    # The order of a trigger and its parties: a rough view of the clause's shape.
                    order = [(pieces[0][0], "E")]
                    order += [(s, r[0].upper()) for r in ("actor", "recipient", "place", "time", "quantity")
                              for s, _, _ in spans.get((r, item), [])]
                    counts["shape"]["".join(letter for _, letter in sorted(order))] += 1
                elif tag == "content":
                    counts["act"][pieces[0][2][1]] += 1
                elif tag in counts:
                    counts[tag][words] += 1
    print(f"{sum(parts.values())} passages, {totals['words']} words, {totals['event']} events, {totals['content']} claims, {hard} hard")
    print("parts:", ", ".join(f"{folder} {part} {n}" for (folder, part), n in sorted(parts.items())))
    print("\n| | marked | distinct | seen once |\n|---|---|---|---|")
    for name in ("trigger", "actor", "recipient", "place", "cue", "source", "shape"):
        c = counts[name]
        print(f"| {name} | {sum(c.values())} | {len(c)} | {sum(n == 1 for n in c.values())} |")
    for name in ("type", "status", "act", "mode"):
        print(f"\n{name}: " + ", ".join(f"{k} {n}" for k, n in counts[name].most_common()))


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Learns how far to trust each candidate for an attribution: the weights of the logistic model in
crates/tacitus-read/data/{attribution-weights,reporting}.tsv.

    cargo run --release -p tacitus-read --example attribution_candidates DATA/polnear/train/text/*.txt > candidates.jsonl
    python train/fit_attribution.py --candidates candidates.jsonl --gold DATA/polnear/train --score FOLDER

FOLDER holds score_attribution.py, whose reading of PolNeAR and alignment are used: a candidate is right
when source, cue and content each share half of their words with one that people marked. Candidates
inside a marked content say nothing, because PolNeAR marks outermost attributions only. Needs torch.
"""

import argparse
import json
import sys
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "crates" / "tacitus-read" / "data"
FEATURE_L2, WORD_L2 = 0.1, 0.5


def labelled(candidates, gold_folder, scorer):
    """[(names of what is seen, whether people marked it)]"""
    gold, texts = scorer.load_polnear(gold_folder)
    rows = []
    for line in open(candidates, encoding="utf-8"):
        row = json.loads(line)
        if row["doc"] not in gold:
            continue
        doc = scorer.Doc(texts[row["doc"]])
        found = []
        for candidate in row["candidates"]:
            ids = {role: doc.ids(candidate[role]) for role in scorer.ROLES}
            found.append({role: doc.words(ids[role]) for role in scorer.ROLES})
        marked = scorer.prep(doc, gold[row["doc"]])
        pairs = []
        for i, ours in enumerate(found):
            for j, theirs in enumerate(marked):
                if ours["content"] & theirs["content_w"]:
                    shares = [scorer.dice(ours[role], theirs[role + "_w"]) for role in scorer.ROLES]
                    if min(shares) >= 0.5:
                        pairs.append((-sum(shares), i, j))
        right, used = set(), set()
        for _, i, j in sorted(pairs):
            if i not in right and j not in used:
                right.add(i)
                used.add(j)
        for i, (candidate, words) in enumerate(zip(row["candidates"], found)):
            inside = any(words["cue"] and words["cue"] <= theirs["content_w"] for theirs in marked)
            if i not in right and inside:
                continue
            names = ["F " + feature for feature in candidate["features"]]
            if candidate["word"]:
                names.append(f"W {candidate['word']}/{int(candidate['clausal'])}")
            rows.append((names, i in right))
    return rows


def fit(rows):
    """{name: log-odds} by logistic regression with L2, to convergence."""
    import torch

    torch.set_num_threads(1)
    index, flat, starts = {}, [], []
    for names, _ in rows:
        starts.append(len(flat))
        flat += [index.setdefault(name, len(index)) for name in names]
    flat, starts = torch.tensor(flat), torch.tensor(starts)
    y = torch.tensor([float(right) for _, right in rows])
    table = torch.nn.EmbeddingBag(len(index), 1, mode="sum")
    torch.nn.init.zeros_(table.weight)
    l2 = torch.tensor([[WORD_L2 if name.startswith("W") else FEATURE_L2] for name in index])
    optimiser = torch.optim.LBFGS(table.parameters(), max_iter=300, history_size=20, line_search_fn="strong_wolfe")

    def closure():
        optimiser.zero_grad()
        loss = torch.nn.functional.binary_cross_entropy_with_logits(table(flat, starts)[:, 0], y, reduction="sum")
        loss = loss + (l2 * table.weight**2).sum()
        loss.backward()
        return loss

    optimiser.step(closure)
    print(f"{len(rows)} candidates, {100 * y.mean():.1f} % right", file=sys.stderr)
    return {name: float(table.weight[i, 0].detach()) for name, i in index.items()}


def head_of(path):
    """The comment lines that a table opens with."""
    return [line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("#")]


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--candidates", required=True)
    p.add_argument("--gold", required=True)
    p.add_argument("--score", required=True)
    a = p.parse_args()
    sys.path.insert(0, a.score)
    import score_attribution as scorer

    weights = fit(labelled(a.candidates, a.gold, scorer))
    path = DATA / "attribution-weights.tsv"
    rows = [f"{name[2:]}\t{weights[name] + 0.0:.2f}" for name in sorted(weights) if name.startswith("F")]
    path.write_text("\n".join(head_of(path) + rows) + "\n", encoding="utf-8")
    path = DATA / "reporting.tsv"
    lines = []
    for line in path.read_text(encoding="utf-8").splitlines():
        cols = line.split("\t")
        if not line.startswith("#") and len(cols) == 7:
            for col, clausal in ((5, 1), (6, 0)):
                cols[col] = f"{weights.get(f'W {cols[0]}/{cols[1]}/{clausal}', 0.0) + 0.0:.2f}"
        lines.append("\t".join(cols))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

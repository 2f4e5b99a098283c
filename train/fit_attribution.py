#!/usr/bin/env python3
"""Learns how far to trust each candidate for an attribution: a logistic model and a small network.

    cargo run --release -p tacitus-read --example attribution_candidates DATA/polnear/train/text/*.txt > candidates.jsonl
    python train/fit_attribution.py rules --candidates candidates.jsonl --gold DATA/polnear/train --score FOLDER
    python train/fit_attribution.py trust --candidates candidates.jsonl --gold DATA/polnear/train --score FOLDER

`rules` learns what the rules' constructions and words are worth (crates/tacitus-read/data/attribution-weights.tsv and the
last columns of reporting.tsv), from all training documents. `trust` learns how to choose among the readings of
a cue that rules and encoder offer (attribution-trust.tsv), from those that the encoder has not learned; run it
after `rules`, with candidates made anew, and once more whenever the encoder changes.

FOLDER holds score_attribution.py, whose reading of PolNeAR and alignment are used: a candidate is right
when source, cue and content each share half of their words with one that people marked. Candidates
inside a marked content say nothing, because PolNeAR marks outermost attributions only. Needs torch.
"""

import argparse
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from tacitus_train.corpora import polnear_held_out  # noqa: E402

DATA = Path(__file__).resolve().parent.parent / "crates" / "tacitus-read" / "data"
FEATURE_L2, WORD_L2 = 0.1, 0.5
HIDDEN = 16


def labelled(candidates, gold_folder, scorer, trust):
    """For `rules`, [(names of what is seen, whether people marked it)], each cue in the rules' own reading; for
    `trust`, [(document and cue, numbers, whether people marked it)] of all readings in held-out documents."""
    gold, texts = scorer.load_polnear(gold_folder)
    rows = []
    for line in open(candidates, encoding="utf-8"):
        row = json.loads(line)
        if row["doc"] not in gold or trust and not polnear_held_out(row["doc"]):
            continue
        if not trust:
            seen, own = set(), []
            for candidate in row["candidates"]:
                if candidate["cue_id"] not in seen and not dict(candidate["values"]).get("tagged"):
                    own.append(candidate)
                seen.add(candidate["cue_id"])
            row["candidates"] = own
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
        # Of the readings of one cue several may be right; of two cues only one.
        right, used = set(), {}
        for _, i, j in sorted(pairs):
            cue = row["candidates"][i]["cue_id"]
            if used.setdefault(j, cue) == cue:
                right.add(i)
        for i, (candidate, words) in enumerate(zip(row["candidates"], found)):
            inside = any(words["cue"] and words["cue"] <= theirs["content_w"] for theirs in marked)
            if i not in right and inside:
                continue
            if trust:
                if candidate["inside"] <= 0.5:
                    rows.append(((row["doc"], candidate["cue_id"]), dict(candidate["values"]), i in right))
                continue
            names = ["F " + feature for feature in candidate["features"]]
            if candidate["word"]:
                names.append(f"W {candidate['word']}/{int(candidate['clausal'])}")
            rows.append((names, i in right))
    return rows


def minimise(parameters, steps, loss):
    """Changes `parameters` in place until `loss()` is least, or `steps` are over."""
    import torch

    optimiser = torch.optim.LBFGS(parameters, max_iter=steps, history_size=20, line_search_fn="strong_wolfe")

    def closure():
        optimiser.zero_grad()
        value = loss()
        value.backward()
        return value

    optimiser.step(closure)


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
    bce = torch.nn.functional.binary_cross_entropy_with_logits
    minimise(
        table.parameters(), 300,
        lambda: bce(table(flat, starts)[:, 0], y, reduction="sum") + (l2 * table.weight**2).sum(),
    )
    print(f"{len(rows)} candidates, {100 * y.mean():.1f} % right", file=sys.stderr)
    return {name: float(table.weight[i, 0].detach()) for name, i in index.items()}


def fit_trust(rows):
    """Rows of a network with one hidden layer over all readings, then stretched and shifted until it is
    calibrated on the reading of each cue that it prefers."""
    import torch

    torch.set_num_threads(1)
    names = sorted({name for _, values, _ in rows for name in values})
    x = torch.tensor([[values.get(name, 0.0) for name in names] for _, values, _ in rows])
    y = torch.tensor([float(right) for *_, right in rows])
    torch.manual_seed(1)
    mean, spread = x.mean(0), x.std(0)
    spread[spread < 1e-6] = 1.0
    first, last = torch.nn.Linear(len(names), HIDDEN), torch.nn.Linear(HIDDEN, 1)
    drop = torch.nn.Dropout(0.1)
    net = lambda z: last(drop(torch.relu(first((z - mean) / spread))))[:, 0]
    bce = torch.nn.functional.binary_cross_entropy_with_logits

    optimiser = torch.optim.AdamW([*first.parameters(), *last.parameters()], lr=0.01, weight_decay=0.3)
    for _ in range(300):
        optimiser.zero_grad()
        bce(net(x), y).backward()
        optimiser.step()
    drop.eval()
    with torch.no_grad():
        all_odds = net(x)
    best = {}
    for i, ((cue, *_), odds) in enumerate(zip(rows, all_odds.tolist())):
        if cue not in best or odds > best[cue][0]:
            best[cue] = (odds, i)
    chosen = torch.tensor([i for _, i in best.values()])
    odds, y = all_odds[chosen], y[chosen]
    scale = torch.tensor([1.0, 0.0], requires_grad=True)
    minimise([scale], 500, lambda: bce(odds * scale[0] + scale[1], y, reduction="sum"))
    print(f"{len(rows)} readings of {len(best)} cues, {int(y.sum())} right; scale {scale.tolist()}", file=sys.stderr)
    stretch, shift = scale.tolist()
    with torch.no_grad():
        w = first.weight / spread
        bias = first.bias - (w * mean).sum(1)
        table = {name: w[:, i].tolist() for i, name in enumerate(names)}
        # `any` is always 1, so its weights are the bias.
        table["any"] = (w[:, names.index("any")] + bias).tolist()
        table["=hidden"] = (last.weight[0] * stretch).tolist()
        table["=bias"] = [float(last.bias) * stretch + shift]
    return table


def write_trust(table):
    path = DATA / "attribution-trust.tsv"
    lines = ["\t".join([name, *(f"{v + 0.0:.3f}" for v in table[name])]) for name in sorted(table)]
    path.write_text("\n".join(head_of(path) + lines) + "\n", encoding="utf-8")


def head_of(path):
    """The comment lines that a table opens with."""
    return [line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("#")]


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("model", choices=["rules", "trust"])
    p.add_argument("--candidates", required=True)
    p.add_argument("--gold", required=True)
    p.add_argument("--score", required=True)
    a = p.parse_args()
    sys.path.insert(0, a.score)
    import score_attribution as scorer

    rows = labelled(a.candidates, a.gold, scorer, a.model == "trust")
    if a.model == "trust":
        return write_trust(fit_trust(rows))
    weights = fit(rows)
    path = DATA / "attribution-weights.tsv"
    rows = [f"{name[2:]}\t{weights[name] + 0.0:.2f}" for name in sorted(weights) if name.startswith("F")]
    path.write_text("\n".join(head_of(path) + rows) + "\n", encoding="utf-8")
    path = DATA / "reporting.tsv"
    lines = []
    for line in path.read_text(encoding="utf-8").splitlines():
        cols = line.split("\t")
        if not line.startswith("#") and len(cols) >= 7:
            for col, clausal in ((5, 1), (6, 0)):
                cols[col] = f"{weights.get(f'W {cols[0]}/{cols[1]}/{clausal}', 0.0) + 0.0:.2f}"
        lines.append("\t".join(cols))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

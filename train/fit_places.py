#!/usr/bin/env python3
"""Learns the weights of place resolution (crates/tacitus-read/data/place-weights.tsv).

usage: fit_places.py DATA [--work DIR] [--leave NAME] [--rounds N] [--out FILE]

DATA is a folder with `lgl.jsonl` and `geovirus.jsonl`; our own passages come from corpus/places. The candidates are
those of `cargo run --release -p tacitus --example place_candidates`, which is run again after each round, because
what is told of a candidate depends on where the other names were put. `--leave lgl` learns without that corpus and
scores on it. Three linear models: `alone` and `together` rank candidates (softmax over each name's, L2), `judge`
says whether the first is right (logistic).
"""

import argparse
import json
import math
import re
import subprocess
import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parent.parent
WEIGHTS = ROOT / "crates/tacitus-read/data/place-weights.tsv"
NEAR = 161.0


def distance(a, b, c, d):
    p = math.pi / 180
    h = math.sin((c - a) * p / 2) ** 2 + math.cos(a * p) * math.cos(c * p) * math.sin((d - b) * p / 2) ** 2
    return 12742.0176 * math.asin(min(1, math.sqrt(h)))


def own_passages(path):
    """Passages of corpus/places as documents with gold, in the form of the other corpora."""
    for part in path.read_text(encoding="utf-8").split("\n====\n"):
        if not part.strip():
            continue
        head, body = part.split("\n---\n", 1)
        head = dict(line.split(": ", 1) for line in head.strip().split("\n"))
        text, places, at, open_at = "", [], 0, None
        for tag in re.finditer(r"<where ([^>]*)>|</where>", body.strip("\n")):
            text += body.strip("\n")[at:tag.start()]
            at = tag.end()
            if tag.group(1) is not None:
                lat, lon = tag.group(1).split(",")
                open_at = (len(text), float(lat), float(lon))
            else:
                start, lat, lon = open_at
                places.append({"start": start, "end": len(text), "lat": lat, "lon": lon, "geonameid": None})
        text += body.strip("\n")[at:]
        yield {"doc": head["id"], "text": text, "places": places, "dct": head.get("published"),
               "domain": head.get("publisher")}


def load(data, work):
    corpora = {}
    for name in ("lgl", "geovirus"):
        path = Path(data) / f"{name}.jsonl"
        corpora[name] = [json.loads(line) for line in path.open(encoding="utf-8")]
    for path in sorted((ROOT / "corpus/places").glob("*.tagged")):
        corpora[path.stem] = list(own_passages(path))
    for name, docs in corpora.items():
        with (work / f"{name}.docs.jsonl").open("w", encoding="utf-8") as out:
            for doc in docs:
                row = {"id": doc["doc"], "text": doc["text"], "published": doc.get("dct"),
                       "publisher": doc.get("domain")}
                print(json.dumps({k: v for k, v in row.items() if v}, ensure_ascii=False), file=out)
        with (work / f"{name}.spans.jsonl").open("w", encoding="utf-8") as out:
            for doc in docs:
                row = {"id": doc["doc"], "text": doc["text"], "published": doc.get("dct"),
                       "publisher": doc.get("domain"), "spans": [[p["start"], p["end"]] for p in doc["places"]]}
                print(json.dumps({k: v for k, v in row.items() if v}, ensure_ascii=False), file=out)
    return corpora


class Corpus:
    """Names with their candidates, and mentions, with what is right."""

    def __init__(self, docs, path):
        gold = {doc["doc"]: doc["places"] for doc in docs}
        with path.open(encoding="utf-8") as file:
            self.names = json.loads(next(file))
            rows = [json.loads(line) for line in file]
        self.groups = []  # (features [candidates, n], right [candidates]) for each gold mention's name
        self.mentions = []  # (features, gold or None, name's first candidate)
        self.gold_resolvable = sum(g.get("lat") is not None for places in gold.values() for g in places)
        self.missed = 0
        for row in rows:
            places = gold[row["doc"]]
            taken = set()
            for name in row["names"]:
                cands = name["candidates"]
                features = np.array([c["features"] for c in cands], dtype=np.float64) if cands else None
                for mention in name["mentions"]:
                    s, e = mention["span"]
                    hits = [(min(e, g["end"]) - max(s, g["start"]), i) for i, g in enumerate(places)
                            if g["start"] < e and s < g["end"] and i not in taken]
                    mine = None
                    if hits:
                        i = max(hits)[1]
                        taken.add(i)
                        mine = places[i]
                    self.mentions.append((mention["features"], mine, name))
                    if mine and mine.get("lat") is not None and cands:
                        km = np.array([distance(mine["lat"], mine["lon"], c["lat"], c["lon"]) for c in cands])
                        same = np.array([bool(mine.get("geonameid")) and c["geonameid"] == mine["geonameid"]
                                         for c in cands])
                        right = same if same.any() else (km <= NEAR) & (km <= km.min() * 1.5 + 10)
                        self.groups.append((features, right, km, same))


def softmax_fit(groups, n, l2=1.0, steps=300):
    """Weights that make the right candidates likely: full-batch L-BFGS on the log of their summed probability."""
    import torch

    groups = [(f, r) for f, r, *_ in groups if r.any() and len(f) > 1]
    x = torch.tensor(np.concatenate([f for f, _ in groups])[:, :n])
    right = torch.tensor(np.concatenate([r for _, r in groups]))
    owner = torch.tensor(np.concatenate([[i] * len(f) for i, (f, _) in enumerate(groups)]))
    w = torch.zeros(n, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.LBFGS([w], max_iter=steps, line_search_fn="strong_wolfe")

    def loss():
        optimizer.zero_grad()
        score = x @ w
        most = torch.full((len(groups),), -1e9, dtype=torch.float64).scatter_reduce(0, owner, score, "amax")
        weight = torch.exp(score - most[owner])
        total = torch.zeros(len(groups), dtype=torch.float64).index_add(0, owner, weight)
        good = torch.zeros(len(groups), dtype=torch.float64).index_add(0, owner, weight * right)
        value = -(torch.log(good + 1e-12) - torch.log(total)).sum() + l2 * (w * w).sum()
        value.backward()
        return value

    optimizer.step(loss)
    return w.detach().numpy()


def logistic_fit(x, y, weight, l2=1.0, steps=300):
    import torch

    x, y, weight = (torch.tensor(np.array(v, dtype=np.float64)) for v in (x, y, weight))
    w = torch.zeros(x.shape[1] + 1, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.LBFGS([w], max_iter=steps, line_search_fn="strong_wolfe")

    def loss():
        optimizer.zero_grad()
        odds = x @ w[1:] + w[0]
        value = (weight * torch.nn.functional.binary_cross_entropy_with_logits(odds, y, reduction="none")).sum()
        value = value + l2 * (w[1:] * w[1:]).sum()
        value.backward()
        return value

    optimizer.step(loss)
    return w.detach().numpy()


def write(models, names, path):
    with path.open("w", encoding="utf-8") as out:
        print("# Weights of place resolution (train/fit_places.py): model, feature, weight", file=out)
        for model, weights in models.items():
            bias, own = (weights[0], weights[1:]) if model == "judge" else (0.0, weights)
            if model == "judge":
                print(f"judge\tbias\t{bias:.4f}", file=out)
            for feature, weight in zip(names["judge" if model == "judge" else "rank"], own):
                print(f"{model}\t{feature}\t{weight:.4f}", file=out)


def resolved(groups, weights):
    """Share of gold mentions with candidates whose first lies near."""
    near = 0
    for features, _, km, _ in groups:
        best = int(np.argmax(features[:, :len(weights)] @ weights))
        near += km[best] <= NEAR
    return near / max(1, len(groups))


def end_to_end(corpus, odds, least):
    tp = n_pred = 0
    for (_, gold, name), p in zip(corpus.mentions, odds):
        # The program tells no demonym as a place.
        if not name["candidates"] or p < least or name["best"].get("demonym"):
            continue
        if gold and gold.get("lat") is None:
            continue
        n_pred += 1
        if gold:
            best = name["best"]
            tp += distance(gold["lat"], gold["lon"], best["lat"], best["lon"]) <= NEAR
    p, r = tp / max(1, n_pred), tp / max(1, corpus.gold_resolvable)
    return p, r, 2 * p * r / max(1e-9, p + r)


def candidates(work, name, kind, flags):
    """Runs the program on the documents of a corpus. Weights are compiled in, so it is built anew."""
    command = ["cargo", "run", "-q", "--release", "-p", "tacitus", "--example", "place_candidates", "--", *flags,
               str((work / f"{name}.{kind}.jsonl").resolve())]
    with (work / f"{name}.{kind}.cand").open("w") as out:
        subprocess.run(command, check=True, stdout=out, cwd=ROOT)


def given_spans(name, docs, work):
    """Prints the accuracy with the spans given; what has no candidate is wrong."""
    candidates(work, name, "spans", [])
    corpus = Corpus(docs, work / f"{name}.spans.cand")
    near = ids = n_ids = 0
    for _, gold, row in corpus.mentions:
        if not gold or gold.get("lat") is None:
            continue
        best = row["candidates"][0] if row["candidates"] else None
        near += best is not None and distance(gold["lat"], gold["lon"], best["lat"], best["lon"]) <= NEAR
        if gold.get("geonameid"):
            n_ids += 1
            ids += best is not None and best["geonameid"] == gold["geonameid"]
    n = corpus.gold_resolvable
    print(f"  {name}, spans given: within {NEAR:.0f} km {near / n:.4f} of {n}, exact id {ids / max(1, n_ids):.4f}")


def main():
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("data")
    args.add_argument("--work", default="target/places")
    args.add_argument("--leave", action="append", default=[])
    args.add_argument("--rounds", type=int, default=3)
    args.add_argument("--l2", type=float, default=1.0)
    args.add_argument("--out", default=str(WEIGHTS))
    args = args.parse_args()
    work = Path(args.work)
    work.mkdir(parents=True, exist_ok=True)
    docs = load(args.data, work)
    models = {}
    for round_ in range(args.rounds + 1):
        for name in docs:
            candidates(work, name, "docs", [] if "together" in models else ["--blind"])
        corpora = {name: Corpus(docs[name], work / f"{name}.docs.cand") for name in docs}
        names = next(iter(corpora.values())).names
        n_alone = names["rank"].index("inside")
        learn = [c for name, c in corpora.items() if name not in args.leave]
        groups = [g for c in learn for g in c.groups]
        if round_ == 0:
            models["alone"] = softmax_fit(groups, n_alone, args.l2)
            write(models, names, Path(args.out))
            for name, corpus in corpora.items():
                print(round_, name, "alone", round(resolved(corpus.groups, models["alone"]), 4), flush=True)
            continue
        models["together"] = softmax_fit(groups, len(names["rank"]), args.l2)
        x, y = [], []
        for corpus in corpora.values():
            for _, _, name in corpus.mentions:
                if name["candidates"]:
                    scores = np.array([c["features"] for c in name["candidates"]]) @ models["together"]
                    name["best"] = name["candidates"][int(np.argmax(scores))]
        for corpus in learn:
            for features, gold, name in corpus.mentions:
                if not name["candidates"] or gold and gold.get("lat") is None or name["best"]["demonym"]:
                    continue
                best = name["best"]
                x.append(features)
                y.append(bool(gold) and distance(gold["lat"], gold["lon"], best["lat"], best["lon"]) <= NEAR)
        models["judge"] = logistic_fit(x, y, np.ones(len(y)), args.l2)
        write(models, names, Path(args.out))
        for name, corpus in corpora.items():
            x = np.array([f for f, _, _ in corpus.mentions])
            odds = 1 / (1 + np.exp(-(x @ models["judge"][1:] + models["judge"][0])))
            covered = sum(g[2].min() <= NEAR for g in corpus.groups)
            best = max((end_to_end(corpus, odds, least / 20)[2], least / 20) for least in range(1, 20))
            told = " ".join(f"{v:.3f}" for v in end_to_end(corpus, odds, 0.4))
            if round_ == args.rounds:
                given_spans(name, docs[name], work)
            print(round_, name + (" (left out)" if name in args.leave else ""),
                  f"ranked {resolved(corpus.groups, models['together']):.4f}",
                  f"found {len(corpus.groups)} of {corpus.gold_resolvable}, candidate near {covered}",
                  f"P R F at 0.4 {told}, best F {best[0]:.3f} at {best[1]}", flush=True)


if __name__ == "__main__":
    sys.exit(main())

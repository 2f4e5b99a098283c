#!/usr/bin/env python3
"""Learns which mentions of events in several reports are one event (model/events.safetensors), from ECB+.

usage: fit_events.py DATA WORK     DATA holds ecb/ (see coref_corpora.py); WORK takes some 400 MB

Needs a build of the reader, and rebuilds it at the end where the weights have changed. In turn: the encoder's vectors
of all words of ECB+ train give the projection (principal components: it learns nothing from the gold, so that
cross-validation stays honest); `cargo run --example event_pairs` tells what Rust makes of each pair of gold mentions;
a logistic regression over that forms small clusters; `event_pairs` tells what it makes of pairs of these; a second
regression joins them. Thresholds are chosen by cross-validation over topics, on stories as the program finds them.
"""

import collections
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file
from scipy.optimize import linear_sum_assignment
from sklearn.linear_model import LogisticRegression

import coref_corpora

ROOT = Path(__file__).resolve().parent.parent
ENCODER, WIDTH, FOLDS = 384, 64, 4
# Pairs of mentions of two parts of a topic are never one event and mostly easy.
ACROSS = 0.3
# Both regressions lean on many features that say nearly the same.
C_FIRST, C_SECOND = 0.0005, 0.01
FIRST = (0.7, 0.8)


def run(*args):
    subprocess.run(["cargo", "run", "--release", "--quiet", "-p", "tacitus", "--example", "event_pairs", *map(str, args)],
                   cwd=ROOT, check=True)


def read(path, kind, width=1):
    rows = np.fromfile(path, kind).reshape(-1, width)
    return rows[:, 0] if width == 1 else rows


def projection(vectors):
    """Principal components in 8 bits, with the mean taken off."""
    mean = vectors.mean(0)
    components = np.linalg.eigh(np.cov((vectors - mean).T))[1][:, ::-1][:, :WIDTH].T
    # Which way a component points is left to chance; here its largest weight is positive.
    components *= np.sign(components[np.arange(WIDTH), np.abs(components).argmax(1)])[:, None]
    scale = np.abs(components).max(1) / 127
    return {"project.w": np.ascontiguousarray(np.round(components / scale[:, None]).astype(np.int8)),
            "project.s": scale.astype(np.float32), "project.b": (-components @ mean).astype(np.float32)}


def fit(x, y, weight, c):
    """Logistic regression over standardised features, as weights of the features themselves."""
    mean, spread = x.mean(0), x.std(0) + 1e-2
    model = LogisticRegression(C=c, max_iter=500).fit((x - mean) / spread, y, weight / weight.mean())
    weights = model.coef_[0] / spread
    return weights.astype(np.float32), np.float32(model.intercept_[0] - mean @ weights)


def logistic(x, model):
    return 1 / (1 + np.exp(-(x @ model[0] + model[1])))


def average_link(n, pairs, scores, threshold):
    """A label for each item; pairs that are not told are never joined first."""
    links = np.full((n, n), -1e9)
    links[pairs[:, 0], pairs[:, 1]] = links[pairs[:, 1], pairs[:, 0]] = scores
    size, label = np.ones(n), np.arange(n)
    while n > 1:
        a, b = sorted(divmod(int(links.argmax()), n))
        if links[a, b] < threshold:
            break
        row = (size[a] * links[a] + size[b] * links[b]) / (size[a] + size[b])
        links[a], links[:, a], links[a, a] = row, row, -1e9
        links[b], links[:, b] = -1e9, -1e9
        size[a] += size[b]
        label[label == b] = a
    return label


def conll(gold, found):
    """The mean of MUC, B3 and CEAFe, F1 in per cent; mentions that are alone count."""
    members = [collections.defaultdict(list), collections.defaultdict(list)]
    for n, pair in enumerate(zip(gold, found)):
        for side, label in zip(members, pair):
            side[label].append(n)
    shared = collections.Counter(zip(gold, found))
    golds, founds = members
    f1 = lambda p, r: 2 * p * r / (p + r) if p + r else 0.0

    def muc(chains, other):
        links = sum(len(chain) - len({other[n] for n in chain}) for chain in chains.values())
        return links / max(1, sum(len(chain) - 1 for chain in chains.values()))

    b3 = [sum(n * n / len(side[pair[at]]) for pair, n in shared.items()) / len(gold) for at, side in enumerate(members)]
    places = [{label: n for n, label in enumerate(side)} for side in members]
    alike = np.zeros((len(golds), len(founds)))
    for (one, other), n in shared.items():
        alike[places[0][one], places[1][other]] = 2 * n / (len(golds[one]) + len(founds[other]))
    rows, columns = linear_sum_assignment(-alike)
    total = alike[rows, columns].sum()
    return 100 / 3 * (f1(muc(founds, gold), muc(golds, found)) + f1(b3[1], b3[0]) + f1(total / len(founds), total / len(golds)))


class Items:
    """Items (mentions, or small clusters) in groups, and pairs of them."""

    def __init__(self, group, pairs):
        order = np.argsort(group, kind="stable")
        self.group, self.place = group, np.empty(len(group), int)
        self.items = np.split(order, np.flatnonzero(np.diff(group[order])) + 1)
        for items in self.items:
            self.place[items] = np.arange(len(items))
        within = np.flatnonzero(group[pairs[:, 0]] == group[pairs[:, 1]])
        home = group[pairs[within, 0]]
        self.rows = {int(at): within[home == at] for at in np.unique(home)}
        self.pairs = pairs

    def cluster(self, scores, threshold):
        label = np.empty(len(self.group), int)
        for items in self.items:
            rows = self.rows.get(int(self.group[items[0]]), np.empty(0, int))
            label[items] = items[average_link(len(items), self.place[self.pairs[rows]], scores[rows], threshold)]
        return label


def best(gold, thresholds, cluster):
    return max((conll(gold, cluster(t).tolist()), float(t)) for t in thresholds)


def main():
    data, work = Path(sys.argv[1]), Path(sys.argv[2])
    model = work / "model"
    model.mkdir(parents=True, exist_ok=True)
    for part in ("train", "dev"):
        with open(work / f"{part}.jsonl", "w", encoding="utf-8") as out:
            for doc in coref_corpora.ecb_events(data, part):
                out.write(json.dumps(doc, ensure_ascii=False) + "\n")
    train = work / "train.jsonl"
    run("vectors", work, train)
    tensors = projection(read(work / "vectors.f32", "<f4", ENCODER).astype(np.float64))
    for file in (ROOT / "model").iterdir():
        link = model / file.name
        if not link.exists() and file.name != "events.safetensors":
            link.symlink_to(file)
    save_file(tensors, model / "events.safetensors")
    run("first", work, train, model)

    topic, part, story, doc, chain = read(work / "mentions.i32", "<i4", 5).T
    pairs = read(work / "pairs.i32", "<i4", 2)
    x = read(work / "pairs.f32", "<f4").reshape(len(pairs), -1)
    y = chain[pairs[:, 0]] == chain[pairs[:, 1]]
    of = topic[pairs[:, 0]]
    # A topic weighs as much as it has mentions, not pairs.
    weight = 1 / np.bincount(topic)[of] * np.where(part[pairs[:, 0]] == part[pairs[:, 1]], 1, ACROSS)
    n_topics = topic.max() + 1
    folds = np.arange(n_topics) % FOLDS
    fold = folds[of]
    firsts = [fit(x[fold != k], y[fold != k], weight[fold != k], C_FIRST) for k in range(FOLDS)]
    p = np.zeros(len(pairs))
    for k in range(FOLDS):
        p[fold == k] = logistic(x[fold == k], firsts[k])
    groups = {"story": topic * 1000 + story, "part": topic * 1000 + part}
    thresholds = np.arange(0.2, 0.6, 0.05)
    gold = chain.tolist()
    print(len(topic), "mentions,", len(pairs), "pairs,", x.shape[1], "features")
    for name, group in groups.items():
        items = Items(group, pairs)
        print(f"one look, {name}: %.2f from %.2f" % best(gold, thresholds, lambda t: items.cluster(p, t)), flush=True)
    rows = np.stack([np.append(*firsts[k]) for k in folds]).astype("<f4")
    rows.tofile(work / "first.f32")
    final = None
    for until in FIRST:
        np.array([until], "<f4").tofile(work / "until.f32")
        run("second", work, train, model)
        looks = {}
        for name in groups:
            small = read(work / f"{name}.small.i32", "<i4")
            joins = read(work / f"{name}.i32", "<i4", 2)
            looks[name] = small, joins, read(work / f"{name}.f32", "<f4").reshape(len(joins), -1)
        small, joins, x2 = looks["part"]
        n = small.max() + 1
        of_cluster, size = np.zeros(n, int), np.bincount(small)
        of_cluster[small] = topic
        held = np.zeros((n, chain.max() + 1), np.float32)
        np.add.at(held, (small, chain), 1)
        share = (held[joins[:, 0]] * held[joins[:, 1]]).sum(1) / (size[joins[:, 0]] * size[joins[:, 1]])
        home = of_cluster[joins[:, 0]]
        groups_of = np.zeros(n, int)
        groups_of[small] = groups["part"]
        in_part = np.bincount(groups["part"], minlength=groups_of.max() + 1)
        # A part weighs about as much as it has mentions, and a large cluster more than a small one.
        weight2 = np.sqrt(np.minimum(size[joins[:, 0]], size[joins[:, 1]])) / in_part[groups_of[joins[:, 0]]]
        learn = lambda rows: fit(x2[rows], share[rows] > 0.5, weight2[rows], C_SECOND)
        seconds = [learn(folds[home] != k) for k in range(FOLDS)]
        for name, (small, joins, x2_of) in looks.items():
            group = np.zeros(small.max() + 1, int)
            group[small] = groups[name]
            at = folds[group[joins[:, 0]] // 1000]
            q = np.zeros(len(joins))
            for k in range(FOLDS):
                q[at == k] = logistic(x2_of[at == k], seconds[k])
            items = Items(group, joins)
            reached = best(gold, thresholds, lambda t: items.cluster(q, t)[small])
            print(f"two looks, small clusters until {until}, {name}: %.2f from %.2f" % reached, flush=True)
            if name == "story" and (final is None or reached[0] > final[0]):
                final = reached[0], until, reached[1], learn(np.ones(len(x2), bool))
    first = fit(x, y, weight, C_FIRST)
    for name, (weights, bias) in (("first", first), ("second", final[3])):
        tensors |= {f"{name}.w": weights, f"{name}.b": np.array([bias], np.float32)}
    tensors |= {"roots": read(work / "roots.u32", "<u4"), "votes": read(work / "votes.f32", "<f4"),
                "until": np.array(final[1:3], np.float32)}
    path = ROOT / "model/events.safetensors"
    save_file(tensors, path)
    print(f"small clusters until {final[1]}, events until {final[2]:.2f}; {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()

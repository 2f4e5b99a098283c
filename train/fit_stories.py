#!/usr/bin/env python3
"""Learns which mentions of events in a story are one event: adds to model/events.safetensors.

usage: fit_stories.py WORK     WORK takes some 20 MB

Needs a build of the reader, and rebuilds it. Learns from corpus/stories/sa-* and sc-*, never from sb-*. `cargo run
--example story_pairs` tells what Rust makes of each two mentions of a story (the scorer of fit_events.py, days, places,
people, numbers), and a logistic regression weighs that. From which log-odds on average link joins mentions is chosen by
cross-validation over stories, for main events that have exactly the reports in which they were seen and for pairs of
mentions alike.
"""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file, save_file
from sklearn.linear_model import LogisticRegression

from fit_events import average_link

ROOT = Path(__file__).resolve().parent.parent
FOLDS = 4
# A mention of a main event and one that is in no main event's words are mostly two events, but nobody marked that.
UNMARKED = 0.1
C = 0.1


def run(weights, files):
    done = subprocess.run(["cargo", "run", "--release", "--quiet", "-p", "tacitus", "--example", "story_pairs",
                           str(weights), *map(str, files)], cwd=ROOT, check=True, capture_output=True, text=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


class Story:
    def __init__(self, told):
        self.gold = [set(mention["gold"]) for mention in told["mentions"]]
        self.report = [mention["report"] for mention in told["mentions"]]
        self.n = len(self.gold)
        self.pairs = np.array([(i, j) for i in range(self.n) for j in range(i + 1, self.n)]).reshape(-1, 2)
        self.x = np.array(told["pairs"], float)
        self.y = np.array([bool(self.gold[i] & self.gold[j]) for i, j in self.pairs])
        self.both = np.array([bool(self.gold[i]) and bool(self.gold[j]) for i, j in self.pairs])
        self.either = np.array([bool(self.gold[i]) or bool(self.gold[j]) for i, j in self.pairs])


def fit(x, y, weight):
    """Logistic regression over standardised features, as weights of the features themselves."""
    x, y, weight = x[weight > 0], y[weight > 0], weight[weight > 0]
    mean, spread = x.mean(0), x.std(0) + 1e-2
    model = LogisticRegression(C=C, max_iter=3000).fit((x - mean) / spread, y, weight)
    weights = model.coef_[0] / spread
    return weights.astype(np.float32), np.float32(model.intercept_[0] - mean @ weights)


def fit_pairs(stories):
    x, y, both, either = (np.concatenate([getattr(s, name) for s in stories]) for name in ("x", "y", "both", "either"))
    return fit(x, y, np.where(both, 1, np.where(either, UNMARKED, 0)))


def events_and_pairs(stories, scores, threshold):
    right = found = wanted = exact = 0
    for story, score in zip(stories, scores):
        label = average_link(story.n, story.pairs, score, threshold)
        report = np.array(story.report)
        for event in set().union(*story.gold):
            own = [n for n, gold in enumerate(story.gold) if event in gold]
            reports = {at: set(report[label == at]) for at in label[own]}
            exact += set(report[own]) == max(reports.values(), key=lambda it: (len(it & set(report[own])), -len(it)))
        same = label[story.pairs[:, 0]] == label[story.pairs[:, 1]]
        right += (same & story.y & story.both).sum()
        found += (same & story.both).sum()
        wanted += (story.y & story.both).sum()
    return exact, 200 * right / max(1, found + wanted), 100 * right / max(1, found), 100 * right / max(1, wanted)


def main():
    work = Path(sys.argv[1])
    work.mkdir(parents=True, exist_ok=True)
    path = ROOT / "model/events.safetensors"
    tensors = {name: value for name, value in load_file(path).items() if not name.startswith("story")}
    files = sorted(file for part in ("sa", "sc") for file in (ROOT / "corpus/stories").glob(f"{part}-*.toml"))
    save_file(tensors, work / "base.safetensors")
    stories = [Story(told) for told in run(work / "base.safetensors", files)]
    folds = np.arange(len(stories)) % FOLDS
    models = [fit_pairs([s for s, at in zip(stories, folds) if at != k]) for k in range(FOLDS)]
    scores = [s.x @ models[k][0] + models[k][1] for s, k in zip(stories, folds)]
    events = sum(len(set().union(*story.gold)) for story in stories)
    looks = [(events_and_pairs(stories, scores, t), t) for t in np.arange(-2, 0.1, 0.25)]
    for (exact, f1, precision, recall), t in looks:
        print(f"  from {t:.2f}: {exact} events right, pairs P {precision:.1f} R {recall:.1f} F1 {f1:.1f}")
    until = max(looks, key=lambda look: look[0][0] / events + look[0][1] / 100)[1]
    print(f"{len(stories)} stories; mentions are one event from {until:.2f}")
    weights, bias = fit_pairs(stories)
    more = {"story.w": weights, "story.b": [bias], "story.until": [until]}
    save_file(tensors | {name: np.array(value, np.float32) for name, value in more.items()}, path)
    print(path.stat().st_size, "bytes")


if __name__ == "__main__":
    main()

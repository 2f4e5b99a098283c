#!/usr/bin/env python3
"""Learns which pairs of accounts contradict each other (crates/tacitus-corroborate/data/dispute-weights.tsv).

usage: fit_disputes.py STORY.toml ... [--out FILE] [--folds N]

The pairs are those of `cargo run --release -p tacitus --example dispute_pairs`. A pair is right where its sentences
hold words that a story marks as accounts of one dispute with different values; pairs that only stand in the
paragraphs of such accounts are left out. Logistic regression (L2); the right pairs of a dispute weigh together as 20,
so that a dispute that eight papers print counts for no more than another.
"""

import argparse
import collections
import json
import re
import subprocess
import tomllib
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score

ROOT = Path(__file__).parent.parent
WEIGHTS = ROOT / "crates/tacitus-corroborate/data/dispute-weights.tsv"
NUMBERS = ("number", "when", "where")


def accounts_of(path):
    """Accounts of disputes: report, words, paragraph (as spans), and which value of which dispute."""
    story = tomllib.loads(path.read_text(encoding="utf-8"))
    texts = {report["id"]: report["text"].strip() for report in story["report"]}
    for n, dispute in enumerate(story.get("dispute", [])):
        if dispute["about"] in NUMBERS:
            continue
        for account in dispute["accounts"]:
            text, words = texts[account["report"]], account["words"]
            start = text.index(words)
            end = start + len(words)
            first = text.rfind("\n\n", 0, start)
            last = text.find("\n\n", end)
            paragraph = (max(first, 0), last if last >= 0 else len(text))
            yield f"{path.stem}/{account['report']}", (start, end), paragraph, (path.stem, n), account["value"], words


def meets(one, other):
    return one[0] < other[1] and other[0] < one[1]


def words_of(text):
    return set(re.findall(r"\w+", text.lower()))


def labels(said, accounts):
    """For each account of the program the marked ones it is, narrowly, and by paragraph."""
    narrow = [set() for _ in said]
    wide = [set() for _ in said]
    for report, span, paragraph, dispute, value, words in accounts:
        here = [(n, own) for n, own in enumerate(said) if own["report"] == report]
        for n, own in here:
            if meets(own["span"], paragraph):
                wide[n].add((dispute, value))
        shared = [(len(words_of(own["words"]) & words_of(words)), n) for n, own in here if meets(own["span"], span)]
        most = max(shared, default=(0, 0))[0]
        for count, n in shared:
            if count >= max(1, 0.6 * most):
                narrow[n].add((dispute, value))
    return narrow, wide


def opposed(one, other):
    return next((a for a, b in one for c, d in other if a == c and b != d), None)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stories", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    parser.add_argument("--folds", type=int, default=4)
    args = parser.parse_args()
    accounts = [account for path in args.stories for account in accounts_of(path)]
    command = ["cargo", "run", "--release", "-q", "-p", "tacitus", "--example", "dispute_pairs", "--", *(path.resolve() for path in args.stories)]
    lines = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    features = json.loads(lines[0])
    rows, truth, weights, stories = [], [], [], []
    for line in lines[1:]:
        story = json.loads(line)
        narrow, wide = labels(story["said"], accounts)
        own, counts = [], collections.Counter()
        for one, other, values in story["pairs"]:
            dispute = opposed(narrow[one], narrow[other])
            if dispute is None and opposed(wide[one], wide[other]) is not None:
                continue
            counts[dispute] += dispute is not None
            own.append((values, dispute))
        for values, dispute in own:
            rows.append(values)
            truth.append(dispute is not None)
            weights.append(1.0 if dispute is None else max(1.0, 20 / counts[dispute]))
            stories.append(story["said"][0]["report"].split("/")[0])
    rows, truth, weights, stories = map(np.array, (rows, truth, weights, stories))
    fit = lambda keep: LogisticRegression(C=0.3, max_iter=3000, fit_intercept=False).fit(
        rows[keep], truth[keep], sample_weight=weights[keep]
    )
    names = sorted(set(stories))
    odds = np.zeros(len(truth))
    for fold in range(args.folds):
        held = np.isin(stories, names[fold :: args.folds])
        odds[held] = fit(~held).decision_function(rows[held])
    print(f"{truth.sum()} of {len(truth)} pairs; average precision left out {average_precision_score(truth, odds):.3f}")
    coefficients = fit(np.ones(len(truth), dtype=bool)).coef_[0]
    head = (
        "# Log-odds that two accounts contradict each other, by feature (accounts.rs); train/fit_disputes.py writes them.\n"
    )
    table = "".join(f"{name}\t{value:.3f}\n" for name, value in zip(features, coefficients))
    args.out.write_text(head + table, encoding="utf-8")


if __name__ == "__main__":
    main()

"""Scores on development windows: tags, lemmas, LAS, names, mentions, sentence ends."""

from collections import Counter

import torch

from .batches import batches, collate
from .heads import ACTS, CLAIM, EVENTS, FACT, KINDS, NAMES, RELATIONS, STATUSES
from .tagged import ROLES
from .pieces import lemma_apply


def viterbi(scores, classes=NAMES):
    """The best BIO sequence [words] of scores [words, classes]: an I- continues its own phrase."""
    n, k = scores.shape
    allowed = torch.zeros(k, k)
    for i, a in enumerate(classes):
        for j, b in enumerate(classes):
            if b[0] == "I" and a[2:] != b[2:]:
                allowed[i, j] = -1e9
    best = scores[0].clone()
    for j, b in enumerate(classes):
        if b[0] == "I":
            best[j] = -1e9
    back = []
    for row in scores[1:]:
        value, origin = (best[:, None] + allowed).max(0)
        best = value + row
        back.append(origin)
    path = [int(best.argmax())]
    for origin in reversed(back):
        path.append(int(origin[path[-1]]))
    return path[::-1]


def name_spans(tags):
    """{(start, end, type)} of a BIO sequence of names."""
    out, i = set(), 0
    while i < len(tags):
        if tags[i] and tags[i][0] == "B":
            j = i + 1
            while j < len(tags) and tags[j] == "I" + tags[i][1:]:
                j += 1
            out.add((i, j, tags[i][2:]))
            i = j
        else:
            i += 1
    return out


def f1(right, found, gold):
    return round(200 * right / max(1, found + gold), 2)


@torch.no_grad()
def evaluate(model, windows, inventory, lexicon, device="cpu", size=4000, autocast=False):
    """{measure: per cent}. LAS counts relations without their subtype, as the CoNLL shared task."""
    model.eval()
    lists, c = inventory.lists, Counter()
    for group in batches(windows, size, None):
        batch, labels = collate(group, device)
        with torch.autocast(device, torch.bfloat16, enabled=autocast):
            out = model(batch)
            heads = out["head"].argmax(-1)
            rels = model.relations(out, heads).argmax(-1).cpu()
            if "role" in out and len(labels["roles"]):
                count_roles(model, out, labels["roles"], c)
        heads = heads.cpu()
        best = {n: out[n].argmax(-1).cpu() for n in model.tag_heads}
        relations = iter(out["pair"].cpu() if "pair" in out else [])
        for b, window in enumerate(group):
            if window.relation is not None:
                told = RELATIONS[int(next(relations)[:-1].argmax())]
                c.update([("pair", max(window.relation, key=window.relation.get), told)])
            at = 0
            for sentence in window.sentences:
                size_ = len(sentence.forms)
                for i in range(size_):
                    w = at + i
                    if sentence.upos:
                        c["words"] += 1
                        c["upos"] += lists["upos"][best["upos"][b, w]] == sentence.upos[i]
                        c["xpos"] += lists["xpos"][best["xpos"][b, w]] == sentence.xpos[i]
                        xpos = lists["xpos"][best["xpos"][b, w]]
                        lemma = lexicon.get((sentence.forms[i].lower(), xpos)) or lemma_apply(
                            sentence.forms[i], lists["lemma"][best["lemma"][b, w]])
                        c["lemma"] += lemma == sentence.lemma[i]
                        head = int(heads[b, w])
                        head = 0 if head == 0 else head - at
                        if head == sentence.head[i]:
                            c["uas"] += 1
                            rel = lists["rel"][rels[b, w]]
                            c["las"] += rel.split(":")[0] == sentence.rel[i].split(":")[0]
                            c["las_subtype"] += rel == sentence.rel[i]
                    if sentence.kind and window.corpus == "own":
                        gold, found = sentence.kind[i], KINDS[best["kind"][b, w]]
                        c["kind_gold"] += gold != "O"
                        c["kind_found"] += found != "O"
                        c["kind_right"] += gold != "O" and gold == found
                    if sentence.boundaries and not sentence.closes:
                        gold, found = i + 1 == size_, bool(best["ends"][b, w])
                        c["end_gold"] += gold
                        c["end_found"] += found
                        c["end_right"] += gold and found
                if sentence.claim:
                    found = [CLAIM[t] for t in viterbi(out["claim"][b, at : at + size_].float().cpu(), CLAIM)]
                    for role in ("source", "cue", "content"):
                        for a, g in zip(found, sentence.claim):
                            c[role + "_gold"] += g[2:] == role
                            c[role + "_found"] += a[2:] == role
                            c[role + "_right"] += a[2:] == g[2:] == role
                for i, gold in enumerate(sentence.act or []):
                    if gold:
                        c["acts"] += 1
                        c["act_right"] += ACTS[best["act"][b, at + i]] == gold
                for i, gold in enumerate(sentence.event or []):
                    found = EVENTS[best["event"][b, at + i]]
                    c["event_gold"] += gold != "O"
                    c["event_found"] += found != "O"
                    c["event_right"] += gold == found != "O"
                    c["trigger_gold"] += gold != "O"
                    c["trigger_found"] += found != "O"
                    c["trigger_right"] += gold != "O" and found != "O"
                    if gold != "O":
                        c["statuses"] += 1
                        c["status_right"] += STATUSES[best["status"][b, at + i]] == sentence.status[i]
                        c["mode_right"] += lists["mode"][best["mode"][b, at + i]] == sentence.mode[i]
                for i, gold in enumerate(sentence.fact or []):
                    if gold:
                        c["facts"] += 1
                        c["fact_right"] += FACT[best["fact"][b, at + i]] == gold
                if sentence.name and None not in sentence.name:
                    gold = name_spans(sentence.name)
                    found = name_spans([NAMES[t] for t in viterbi(out["name"][b, at : at + size_].float().cpu())])
                    c["name_gold"] += len(gold)
                    c["name_found"] += len(found)
                    c["name_right"] += len(gold & found)
                at += size_
    model.train()
    result = {}
    if c["words"]:
        for name in ("upos", "xpos", "lemma", "uas", "las", "las_subtype"):
            result[name] = round(100 * c[name] / c["words"], 2)
    told = {key[1:]: n for key, n in c.items() if isinstance(key, tuple)}
    if told:
        result["relation"] = macro_f1(told)
        result["relation_right"] = round(100 * sum(n for (g, f), n in told.items() if g == f) / sum(told.values()), 2)
    if c["facts"]:
        result["fact"] = round(100 * c["fact_right"] / c["facts"], 2)
    for name, whole in (("act", "acts"), ("status", "statuses"), ("mode", "statuses")):
        if c[whole]:
            result[name] = round(100 * c[name + "_right"] / c[whole], 2)
    for name in ("name", "kind", "end", "source", "cue", "content", "trigger", "event", *ROLES):
        if c[name + "_gold"]:
            result[name] = f1(c[name + "_right"], c[name + "_found"], c[name + "_gold"])
    return result


def macro_f1(told):
    """The mean F1 of the classes, of {(gold, found): how often}."""
    scores = []
    for name in {name for pair in told for name in pair}:
        gold = sum(n for (g, _), n in told.items() if g == name)
        found = sum(n for (_, f), n in told.items() if f == name)
        scores.append(200 * told.get((name, name), 0) / (gold + found))
    return round(sum(scores) / len(scores), 2)


def count_roles(model, out, gold, c):
    """Of the words that fill the roles of known triggers."""
    known = gold[gold[:, 3] < 0]
    found = model.roles(out, known[:, 0], known[:, 1]) > 0
    words = out["head"].shape[1]
    right = {tuple(row) for row in gold[gold[:, 3] >= 0].tolist()}
    for i, (b, trigger) in enumerate(known[:, :2].tolist()):
        for role, name in enumerate(ROLES):
            for word in range(words):
                if found[i, word, role]:
                    c[name + "_found"] += 1
                    c[name + "_right"] += (b, trigger, word, role) in right
    for *_, role in right:
        c[ROLES[role] + "_gold"] += 1

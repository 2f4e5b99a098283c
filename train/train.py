#!/usr/bin/env python3
"""Trains Tacitus' language model: python train/train.py --data DIR --out model

Reads the corpora, trains all heads together, writes checkpoints into --work and, at the end, the
8-bit model into --out. Called again after an interruption it goes on from the last checkpoint. Uses
a GPU where there is one. Needs what requirements.txt names; see README.md.
"""

import argparse
import json
import sys
import time
from pathlib import Path

import torch

sys.path.insert(0, str(Path(__file__).parent))
from tacitus_train import batches as B  # noqa: E402
from tacitus_train import export, former_model, prepare  # noqa: E402
from tacitus_train.encoder import Linear8  # noqa: E402
from tacitus_train.evaluate import evaluate  # noqa: E402
from tacitus_train.heads import HEADS, KINDS, NAMES  # noqa: E402
from tacitus_train.model import Model, kind_set_table, loss  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--data", required=True, help="folder with ewt/, gum/, re3d/, polnear/ and factuality/")
    p.add_argument("--own", default=str(ROOT / "corpus" / "reports"), help="our own marked reports")
    p.add_argument("--out", default=str(ROOT / "model"), help="where the 8-bit model goes")
    p.add_argument("--work", default=str(ROOT / "train" / "work"), help="checkpoints and log")
    p.add_argument("--from", dest="former", help="a model folder whose weights to begin with, in place of MiniLM's")
    p.add_argument("--only", metavar="HEAD", help="teach this head alone, with layers of its own; all others stay as --from has them")
    p.add_argument("--epochs", type=int, default=16)
    p.add_argument("--pieces", type=int, default=1500, help="word pieces in a batch, padding counted")
    p.add_argument("--lr", type=float, default=3e-4, help="of the encoder; heads learn at 10/3 of it")
    p.add_argument("--eight-bit-from", type=float, default=0.8, help="share of the run after which weights are rounded")
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--threads", type=int, default=torch.get_num_threads())
    p.add_argument("--export", action="store_true", help="write the model as the last checkpoint has it, and stop")
    a = p.parse_args()

    device = "cuda" if torch.cuda.is_available() else "cpu"
    torch.set_num_threads(a.threads)
    torch.manual_seed(a.seed)
    work = Path(a.work)
    work.mkdir(parents=True, exist_ok=True)
    sets = prepare.Sets(a.data, a.own, work, a.seed)
    former = former_model.read(Path(a.former)) if a.former else None
    if former:
        # The classes keep their places, and those that are new come after them.
        sets.inventory = prepare.Inventory(former.merged(sets.inventory.lists))
    if a.only:
        corpora = next(h.corpora for h in HEADS if h.name == a.only)
        sets.train, sets.dev = ({c: s[c] for c in corpora if c in s} for s in (sets.train, sets.dev))
    lists = sets.inventory.lists
    # What else may differ when a run goes on; with other epochs, the rate is planned anew.
    identity = {k: v for k, v in vars(a).items() if k not in ("threads", "work", "out", "data", "own", "export", "epochs", "former")}
    checkpoint, epoch, step, spent = work / "checkpoint.pt", 0, 0, 0.0
    begun = torch.load(checkpoint, map_location=device, weights_only=False) if checkpoint.exists() else None
    if begun:
        if {k: v for k, v in begun["args"].items() if k in identity} != identity or set(begun["lists"]) != set(lists):
            raise SystemExit(f"train: {checkpoint} is of a run with other options; remove it or name another --work")
        # Texts may have been added since; what they alone have cannot be learned any more.
        late = [f"{k} {v}" for k, values in lists.items() for v in values if v not in set(begun["lists"][k])]
        if late:
            print("classes that this run does not know:", ", ".join(late), flush=True)
        sets.inventory = prepare.Inventory(begun["lists"])
        lists = sets.inventory.lists
    sizes = {k: len(v) for k, v in (lists | B.CLOSED).items()} | {"name": len(NAMES), "kind": len(KINDS), "ends": 2}
    model = Model(len(sets.wordpiece.vocab), sizes)
    model.encoder.load_minilm(prepare.model_folder() / "model.safetensors")
    if former:
        former.load_into(model)
    model.to(device)
    kind_sets = kind_set_table(lists["kind"], device)

    words = [model.encoder.word.weight]
    encoder = [q for n, q in model.encoder.named_parameters() if n not in ("word.weight", "shape.weight")]
    encoder += list(model.pair_layers.parameters())
    known = {id(q) for q in words + encoder}
    heads = [q for q in model.parameters() if id(q) not in known]
    if a.only:
        own = {id(q) for n, q in model.named_parameters() if n.startswith(a.only + "_")}
        if not own:
            raise SystemExit(f"train: the head {a.only!r} has no parameters of its own")
        for q in model.parameters():
            q.requires_grad_(id(q) in own)
        encoder, heads = ([q for q in part if id(q) in own] for part in (encoder, heads))
    groups = [
        {"params": encoder, "lr": a.lr, "base": a.lr, "weight_decay": 0.01},
        {"params": heads, "lr": 10 / 3 * a.lr, "base": 10 / 3 * a.lr, "weight_decay": 0.0},
    ]
    optimisers = [torch.optim.AdamW(groups, betas=(0.9, 0.98), fused=True)]
    if not a.only:
        optimisers.append(torch.optim.SparseAdam([{"params": words, "lr": a.lr, "base": a.lr}], betas=(0.9, 0.98)))
    # The number of steps of an epoch hardly varies; the schedule needs one number for all.
    first, rng = sets.epoch(0, a.seed)
    steps = a.epochs * len(B.batches(first, a.pieces, rng))
    print(f"{sum(len(w.pieces) for w in first)} pieces an epoch, about {steps} steps, device {device}", flush=True)

    if begun:
        model.load_state_dict(begun["model"])
        for optimiser, state in zip(optimisers, begun["optimisers"]):
            optimiser.load_state_dict(state)
        epoch, step, spent = begun["epoch"], begun["step"], begun["spent"]
        print(f"going on after epoch {epoch}", flush=True)

    warmup = 200
    while epoch < a.epochs and not a.export:
        torch.manual_seed(a.seed * 1000 + epoch)
        windows, rng = sets.epoch(epoch, a.seed)
        started, pieces, sums = time.time(), 0, {}
        groups_ = B.batches(windows, a.pieces, rng)
        for group in groups_:
            rate = min(1, (step + 1) / warmup) * max(0.01, 1 - step / steps)
            for optimiser in optimisers:
                for g in optimiser.param_groups:
                    g["lr"] = g["base"] * rate
            Linear8.on = step >= a.eight_bit_from * steps
            batch, labels = B.collate(group, device)
            with torch.autocast(device, torch.bfloat16):
                out = model(batch)
                total, parts = loss(model, out, labels, kind_sets, batch)
            total.backward()
            torch.nn.utils.clip_grad_norm_(encoder + heads, 1.0)
            for optimiser in optimisers:
                optimiser.step()
                optimiser.zero_grad(set_to_none=True)
            step += 1
            pieces += sum(len(w.pieces) for w in group)
            for name, value in parts.items():
                sums[name] = sums.get(name, 0.0) + float(value)
        epoch += 1
        seconds = time.time() - started
        spent += seconds
        losses = " ".join(f"{k} {v / len(groups_):.3f}" for k, v in sums.items())
        print(f"epoch {epoch} step {step} {seconds:.0f} s {pieces / seconds:.0f} pieces/s | {losses}", flush=True)
        state = {
            "model": model.state_dict(), "optimisers": [o.state_dict() for o in optimisers], "epoch": epoch,
            "step": step, "spent": spent, "args": identity, "lists": lists,
        }
        torch.save(state, checkpoint.with_suffix(".new"))
        checkpoint.with_suffix(".new").replace(checkpoint)
        if epoch % 2 == 0 or epoch == a.epochs:
            for corpus in sets.dev:
                print(f"  dev {corpus}", evaluate(model, sets.dev_windows(corpus), sets.inventory, sets.lexicon, device), flush=True)

    scores = {}
    for eight_bit in (False, True):
        Linear8.on = eight_bit
        bits = "8-bit" if eight_bit else "32-bit"
        scores[bits] = {c: evaluate(model, sets.dev_windows(c), sets.inventory, sets.lexicon, device) for c in sets.dev}
        print(bits, json.dumps(scores[bits]), flush=True)
        if a.only:
            # What the former model has from its own training still holds.
            before = former.scores.get(bits, {}).get("dev", {}) if former else {}
            scores[bits] = before | scores[bits]
    Linear8.on = False
    export.write(model.cpu(), sets, Path(a.out), vars(a), scores, spent)


if __name__ == "__main__":
    main()

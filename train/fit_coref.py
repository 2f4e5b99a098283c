#!/usr/bin/env python3
"""Learns who is meant (model/coref.safetensors) from what `cargo run --release -p tacitus --example coref_examples` wrote.

usage: fit_coref.py --train FOLDER... [--dev FOLDER...] [--epochs N] [--width N] [--hidden N] [--seed N] --out FILE

A phrase refers to one of its candidates or to something new: softmax over all of them, after the encoder's
vectors of both heads were projected (`kin`, kept in 8 bits) and multiplied value by value. A phrase or candidate
without chain is left out where a corpus is marked in part only (the folder's name begins with `partial`).
"""

import argparse
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import save_file
from torch import nn

PAIR, ALONE, ENCODER = 97, 45, 384


def load(folder):
    folder = Path(folder)
    read = lambda name, kind, width: torch.from_numpy(np.fromfile(folder / name, kind).reshape(-1, width))
    data = {
        "vectors": read("vectors.f32", "<f4", ENCODER),
        "phrases": read("phrases.i32", "<i4", 5).long(),
        "alone": read("phrases.f32", "<f4", ALONE),
        "candidates": read("candidates.i32", "<i4", 2).long(),
        "pair": read("candidates.f32", "<f4", PAIR),
    }
    partial = folder.name.startswith("partial")
    phrases, candidates = data["phrases"], data["candidates"]
    of = torch.repeat_interleave(torch.arange(len(phrases)), phrases[:, 3])
    right = (candidates[:, 1] == phrases[of, 4]) & (candidates[:, 1] >= 0)
    keep = torch.ones(len(phrases), dtype=torch.bool)
    usable = torch.ones(len(candidates), dtype=torch.bool)
    if partial:
        keep = phrases[:, 4] >= 0
        usable = candidates[:, 1] >= 0
    data.update(of=of, right=right, keep=keep, usable=usable)
    return data


class Net(nn.Module):
    def __init__(self, width, hidden):
        super().__init__()
        self.kin = nn.Linear(ENCODER, 2 * width)
        self.width = width
        self.pair = nn.ModuleList([nn.Linear(PAIR + ALONE + width, hidden), nn.Linear(hidden, 1)])
        self.alone = nn.ModuleList([nn.Linear(ALONE, hidden), nn.Linear(hidden, 1)])
        self.drop = nn.Dropout(0.3)
        nn.init.normal_(self.kin.weight, std=0.02)

    def run(self, layers, x):
        return layers[1](self.drop(torch.relu(layers[0](x)))).squeeze(1)

    def forward(self, data, rows):
        """Scores of the phrases as new, of their candidates, and of whom these are (a place in rows)."""
        phrases = data["phrases"][rows]
        first, n = phrases[:, 2], phrases[:, 3]
        of = torch.repeat_interleave(torch.arange(len(rows)), n)
        offset = torch.arange(len(of)) - torch.repeat_interleave(torch.cumsum(n, 0) - n, n)
        at = first[of] + offset
        alone = data["alone"][rows]
        candidates = data["candidates"][at]
        needed, back = torch.unique(torch.cat([phrases[:, 1], candidates[:, 0]]), return_inverse=True)
        kin = self.kin(self.drop(data["vectors"][needed]))
        asks, answers = kin[back[:len(rows)], :self.width], kin[back[len(rows):], self.width:]
        x = torch.cat([data["pair"][at], alone[of], self.drop(asks[of] * answers)], 1)
        pair = self.run(self.pair, x)
        pair = pair.masked_fill(~data["usable"][at], -1e4)
        return self.run(self.alone, alone), pair, of, at


def loss_of(net, data, rows):
    new, pair, of, at = net(data, rows)
    top = torch.full_like(new, -1e9).scatter_reduce(0, of, pair.detach(), "amax")
    top = torch.maximum(top, new.detach())
    total = torch.exp(new - top).index_add(0, of, torch.exp(pair - top[of]))
    right = data["right"][at]
    good = torch.zeros_like(new).index_add(0, of[right], torch.exp(pair[right] - top[of[right]]))
    anchored = torch.zeros(len(new), dtype=torch.bool)
    anchored[of[right]] = True
    good = torch.where(anchored, good, torch.exp(new - top))
    return -(torch.log(good + 1e-12) - torch.log(total)), (new, pair, of, at, anchored)


def score(net, data):
    """Share of phrases that are put right, and of those that refer back."""
    net.eval()
    with torch.no_grad():
        rows = torch.nonzero(data["keep"]).squeeze(1)
        loss, (new, pair, of, at, anchored) = loss_of(net, data, rows)
        best = torch.full_like(new, -1e9).scatter_reduce(0, of, pair, "amax")
        joins = best > new
        top = pair >= best[of]
        hit = torch.zeros(len(rows), dtype=torch.bool)
        hit[of[top & data["right"][at]]] = True
        linked = (joins & hit).sum().item()
        return (f"loss {loss.mean():.4f} precision {linked / max(1, joins.sum().item()):.3f} "
                f"recall {linked / max(1, anchored.sum().item()):.3f} all {((joins & hit) | (~joins & ~anchored)).float().mean():.3f}")


def rounded(weight):
    """A matrix in 8 bits, a scale for each row."""
    scale = weight.abs().amax(1).clamp(min=1e-8) / 127
    return torch.round(weight / scale[:, None]).to(torch.int8), scale


def main():
    args = argparse.ArgumentParser()
    args.add_argument("--train", nargs="+", required=True)
    args.add_argument("--dev", nargs="*", default=[])
    args.add_argument("--epochs", type=int, default=14)
    args.add_argument("--width", type=int, default=32)
    args.add_argument("--hidden", type=int, default=64)
    args.add_argument("--seed", type=int, default=1)
    args.add_argument("--batch", type=int, default=256)
    args.add_argument("--out", required=True)
    args = args.parse_args()
    torch.manual_seed(args.seed)
    torch.set_num_threads(2)
    train = [load(folder) for folder in args.train]
    dev = [(folder, load(folder)) for folder in args.dev]
    net = Net(args.width, args.hidden)
    batches = []
    for which, data in enumerate(train):
        rows = torch.nonzero(data["keep"] & (data["phrases"][:, 3] > 0)).squeeze(1)
        batches += [which] * (len(rows) // args.batch)
        data["rows"] = rows
    steps = len(batches) * args.epochs
    optimizer = torch.optim.AdamW(
        [{"params": [net.kin.weight, net.kin.bias], "weight_decay": 0.05}, {"params": [*net.pair.parameters(), *net.alone.parameters()]}],
        lr=2e-3, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=2e-3, total_steps=steps, pct_start=0.1)
    for epoch in range(args.epochs):
        net.train()
        order = torch.randperm(len(batches)).tolist()
        shuffled = [data["rows"][torch.randperm(len(data["rows"]))] for data in train]
        taken = [0] * len(train)
        total = 0.0
        for at in order:
            which = batches[at]
            rows = shuffled[which][taken[which]:taken[which] + args.batch]
            taken[which] += args.batch
            loss, _ = loss_of(net, train[which], rows)
            loss = loss.mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            total += loss.item()
        print(f"epoch {epoch + 1} loss {total / len(order):.4f}", *(f"| {Path(f).name} {score(net, d)}" for f, d in dev), flush=True)
    net.eval()
    weights, scale = rounded(net.kin.weight.detach())
    tensors = {"kin.w": weights, "kin.s": scale, "kin.b": net.kin.bias.detach()}
    for name, layers in (("pair", net.pair), ("alone", net.alone)):
        for at, layer in enumerate(layers):
            # By input, as the program reads it.
            tensors[f"{name}.{at}.w"] = layer.weight.detach().T.contiguous()
            tensors[f"{name}.{at}.b"] = layer.bias.detach()
    save_file({name: np.ascontiguousarray(tensor.numpy()) for name, tensor in tensors.items()}, args.out)


if __name__ == "__main__":
    main()

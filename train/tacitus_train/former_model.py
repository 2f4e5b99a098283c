"""A former model as the beginning of a new one: `--from FOLDER` takes the 8-bit weights that `export`
wrote. Heads and classes that the former model lacks begin at random."""

import tomllib
from pathlib import Path

import torch
from safetensors.torch import load_file

from .encoder import N_SHAPES
from .model import ROLE
from .tagged import ROLES


class Former:
    """Label lists and 32-bit weights of a model folder."""

    def __init__(self, folder):
        description = tomllib.loads((folder / "model.toml").read_text(encoding="utf-8"))
        self.labels = description["labels"]
        self.tag_heads = description["tag_heads"]
        self.roles = self.labels.get("roles", [])
        self.scores = description.get("scores", {})
        raw = load_file(folder / "encoder.safetensors")
        self.tensors = {}
        for name, value in raw.items():
            stem, _, part = name.rpartition(".")
            if part == "w":
                self.tensors[stem + ".weight"] = value.float() * raw[stem + ".s"][:, None]
            elif part == "b":
                self.tensors[stem + ".bias"] = value
            elif part == "g":
                self.tensors[stem + ".weight"] = value
            elif part != "s":
                self.tensors["encoder.position.weight" if name == "encoder.position" else
                             "encoder.shape.weight" if name == "encoder.shape" else name] = value

    def merged(self, lists):
        """The label lists with the former model's classes first."""
        out = {}
        for head, values in lists.items():
            # What `kind` lists there are its classes; here, the sets of classes that labels allow.
            old = self.labels.get(head, []) if head != "kind" else []
            out[head] = old + [v for v in values if v not in set(old)]
        return out

    @torch.no_grad()
    def load_into(self, model):
        """Copies every weight that has its counterpart in `model`."""
        own = model.state_dict()
        for name, value in self.tensors.items():
            if name in own and own[name].shape == value.shape and not name.startswith(("tags.", "role.")):
                own[name].copy_(value)
        # The tags' layer holds one block of rows a head.
        at, blocks = 0, {}
        for head in self.tag_heads:
            blocks[head] = (at, len(self.labels[head]))
            at += len(self.labels[head])
        here = 0
        for head in model.tag_heads:
            size = model.sizes[head]
            if head in blocks:
                start, n = blocks[head]
                if n > size:
                    raise SystemExit(f"train: the former model has {n} classes of {head}, this one {size}")
                for part in ("weight", "bias"):
                    own["tags." + part][here : here + n].copy_(self.tensors["tags." + part][start : start + n])
            here += size
        shape = self.tensors["encoder.shape.weight"]
        own["encoder.shape.weight"].copy_(shape[:N_SHAPES])
        if len(shape) == 3 * N_SHAPES:
            for mark in (1, 2):
                own["encoder.mark.weight"][mark].copy_(shape[mark * N_SHAPES] - shape[0])
        # Questions of each role, then answers, then one number each.
        before, now = len(self.roles), len(ROLES)
        for part in ("weight", "bias"):
            old, new = self.tensors["role." + part], own["role." + part]
            for i, role in enumerate(self.roles):
                j = ROLES.index(role)
                for block in (0, 1):
                    a, b = (block * before + i) * ROLE, (block * now + j) * ROLE
                    new[b : b + ROLE].copy_(old[a : a + ROLE])
                new[2 * now * ROLE + j].copy_(old[2 * before * ROLE + i])
        if "pair_layers.0.qkv.weight" not in self.tensors:
            for own_layer, layer in zip(model.pair_layers, model.encoder.layers[-len(model.pair_layers) :]):
                own_layer.load_state_dict(layer.state_dict())
        n = len(self.labels["rel"])
        for part in ("weight", "bias"):
            own["rel." + part][:n].copy_(self.tensors["rel." + part])


def read(folder):
    """Reads a model folder.

    Raises FileNotFoundError where it is none."""
    return Former(Path(folder))


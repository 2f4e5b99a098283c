"""The shared encoder: MiniLM (BERT with 6 layers, 384 wide), with two changes.

A word-shape embedding (capitals, digits) is added to the pieces, because MiniLM reads lower case.
Word vectors have a sparse gradient, because a batch touches a thousand of their thirty thousand.
"""

import torch
import torch.nn as nn
import torch.nn.functional as F
from safetensors.torch import load_file

N_SHAPES = 18  # 9 shapes for a word's first piece, 9 for the pieces that continue it
N_MARKS = 3  # pieces of no phrase, of the source and of the target of a relation that is asked for
PAIR_LAYERS = 2  # the topmost layers, of which relations of two phrases have their own
WIDTH, FEED, HEADS, LAYERS, POSITIONS = 384, 1536, 12, 6, 512


class FastDropout(nn.Module):
    """Dropout with masks cut from one pool of random bits: drawing fresh ones costs as much as a
    matrix product on a processor."""

    pool = {}

    def __init__(self, p):
        super().__init__()
        self.p = p

    def forward(self, x):
        if not self.training or self.p == 0:
            return x
        if x.is_cuda:
            return F.dropout(x, self.p)
        n, key = x.numel(), (self.p, x.dtype)
        pool = FastDropout.pool.get(key)
        if pool is None or pool.numel() < n + 65536:
            size = max(1 << 22, 2 * n)
            pool = (torch.rand(size) >= self.p).to(x.dtype) / (1 - self.p)
            FastDropout.pool[key] = pool
        at = int(torch.randint(pool.numel() - n, ()))
        return x * pool[at : at + n].view(x.shape)


class Linear8(nn.Linear):
    """A linear layer that, while `Linear8.on`, computes as the 8-bit reader will: weights rounded
    with a scale per output channel, inputs with a scale per row. Gradients pass straight through."""

    on = False

    def forward(self, x):
        w = self.weight
        if Linear8.on:
            scale = w.detach().abs().amax(1, keepdim=True).clamp(min=1e-9) / 127
            w = w + ((w.detach() / scale).round() * scale - w.detach())
            size = x.detach().float().abs().amax(-1, keepdim=True).clamp(min=1e-9) / 127
            x = x + ((x.detach().float() / size).round() * size).to(x.dtype) - x.detach()
        return F.linear(x, w, self.bias)


class Layer(nn.Module):
    def __init__(self, dropout):
        super().__init__()
        self.qkv = Linear8(WIDTH, 3 * WIDTH)
        self.out = Linear8(WIDTH, WIDTH)
        self.ln1 = nn.LayerNorm(WIDTH, eps=1e-12)
        self.ff1 = Linear8(WIDTH, FEED)
        self.ff2 = Linear8(FEED, WIDTH)
        self.ln2 = nn.LayerNorm(WIDTH, eps=1e-12)
        self.drop = FastDropout(dropout)

    def forward(self, x, bias):
        n, t, _ = x.shape
        q, k, v = self.qkv(x).view(n, t, 3, HEADS, WIDTH // HEADS).permute(2, 0, 3, 1, 4)
        if x.is_cuda:
            mixed = F.scaled_dot_product_attention(q, k, v, attn_mask=bias.to(q.dtype))
        else:
            # On a processor the fused kernel's backward pass takes a third of the whole step.
            scores = q @ k.transpose(-1, -2) * (WIDTH // HEADS) ** -0.5 + bias.to(q.dtype)
            mixed = torch.softmax(scores, -1, dtype=scores.dtype) @ v
        x = self.ln1(x + self.drop(self.out(mixed.transpose(1, 2).reshape(n, t, WIDTH))))
        return self.ln2(x + self.drop(self.ff2(F.gelu(self.ff1(x)))))


class Encoder(nn.Module):
    def __init__(self, n_words, dropout=0.1):
        super().__init__()
        self.word = nn.Embedding(n_words, WIDTH, sparse=True)
        self.position = nn.Embedding(POSITIONS, WIDTH)
        self.shape = nn.Embedding(N_SHAPES, WIDTH)
        nn.init.zeros_(self.shape.weight)
        self.mark = nn.Embedding(N_MARKS, WIDTH)
        nn.init.normal_(self.mark.weight, std=0.02)
        self.ln = nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(Layer(dropout) for _ in range(LAYERS))
        self.drop = FastDropout(dropout)

    def forward(self, pieces, shapes, mask, marks):
        """pieces, shapes, mask, marks: [windows, pieces] -> hidden states [windows, pieces, WIDTH] after the last
        layer and PAIR_LAYERS before it, and what keeps padding out of attention."""
        x = self.word(pieces) + self.position.weight[: pieces.shape[1]] + self.shape(shapes)
        # No mark adds nothing, and learns nothing.
        x = x + self.mark(marks) * (marks > 0)[..., None].to(x.dtype)
        x = self.drop(self.ln(x))
        bias = (1.0 - mask.to(x.dtype))[:, None, None, :] * -10000.0
        below = x
        for i, layer in enumerate(self.layers):
            x = layer(x, bias)
            if i + 1 == LAYERS - PAIR_LAYERS:
                below = x
        return x, below, bias

    def load_minilm(self, path):
        """Weights of a sentence-transformers MiniLM `model.safetensors`."""
        w = load_file(path)
        prefix = "bert." if any(k.startswith("bert.") for k in w) else ""
        get = lambda name: w[prefix + name]
        with torch.no_grad():
            self.word.weight.copy_(get("embeddings.word_embeddings.weight"))
            # The token type never varies here, so its vector is folded into the positions.
            self.position.weight.copy_(
                get("embeddings.position_embeddings.weight") + get("embeddings.token_type_embeddings.weight")[0]
            )
            self.ln.weight.copy_(get("embeddings.LayerNorm.weight"))
            self.ln.bias.copy_(get("embeddings.LayerNorm.bias"))
            for i, layer in enumerate(self.layers):
                at = lambda name: get(f"encoder.layer.{i}.{name}")
                for part in ("weight", "bias"):
                    qkv = torch.cat([at(f"attention.self.{n}.{part}") for n in ("query", "key", "value")])
                    getattr(layer.qkv, part).copy_(qkv)
                    getattr(layer.out, part).copy_(at(f"attention.output.dense.{part}"))
                    getattr(layer.ln1, part).copy_(at(f"attention.output.LayerNorm.{part}"))
                    getattr(layer.ff1, part).copy_(at(f"intermediate.dense.{part}"))
                    getattr(layer.ff2, part).copy_(at(f"output.dense.{part}"))
                    getattr(layer.ln2, part).copy_(at(f"output.LayerNorm.{part}"))

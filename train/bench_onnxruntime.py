"""Speed of onnxruntime's 8-bit MiniLM: the yardstick for the encoder in crates/tacitus-read.

Exports the encoder in --model-dir (Hugging Face layout) to ONNX, quantises it (8-bit weights, one
scale per channel, dynamic 8-bit activations), and prints the tokens per second of batches of
32 windows of 25 pieces and 8 of 128, each the median of at least 20 runs.

    python train/bench_onnxruntime.py --model-dir minilm --threads 1 2

Needs torch, transformers, onnx and onnxruntime.
"""

import argparse
import statistics
import tempfile
import time
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from transformers import AutoModel

# (windows, pieces in each)
SHAPES = [(32, 25), (8, 128)]


class HiddenStates(torch.nn.Module):
    """The encoder with plain tensors in and out, as the exporter wants it."""

    def __init__(self, encoder: torch.nn.Module):
        super().__init__()
        self.encoder = encoder

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        return self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state


def export(model_dir: Path, to: Path) -> None:
    """Writes the 8-bit ONNX model to `to`."""
    encoder = AutoModel.from_pretrained(model_dir, attn_implementation="eager").eval()
    example = torch.ones((2, 16), dtype=torch.int64)
    free = {0: "batch", 1: "pieces"}
    full = to.with_suffix(".f32.onnx")
    with torch.no_grad():
        torch.onnx.export(
            HiddenStates(encoder),
            (example, example),
            str(full),
            input_names=["ids", "mask"],
            output_names=["hidden"],
            dynamic_axes={"ids": free, "mask": free, "hidden": free},
            opset_version=17,
            dynamo=False,
        )
    quantize_dynamic(full, to, per_channel=True, weight_type=QuantType.QInt8)


def measure(model: Path, threads: int, seconds: float) -> None:
    """Prints the tokens per second for each of SHAPES."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(
        str(model), options, providers=["CPUExecutionProvider"]
    )
    rng = np.random.default_rng(1)
    for windows, pieces in SHAPES:
        feed = {
            "ids": rng.integers(1000, 26000, (windows, pieces), dtype=np.int64),
            "mask": np.ones((windows, pieces), dtype=np.int64),
        }
        for _ in range(3):
            session.run(None, feed)
        times = []
        started = time.perf_counter()
        while len(times) < 20 or time.perf_counter() - started < seconds:
            before = time.perf_counter()
            session.run(None, feed)
            times.append(time.perf_counter() - before)
        speed = windows * pieces / statistics.median(times)
        print(f"threads={threads} {windows}x{pieces}: {speed:.0f} tokens/s (median of {len(times)})")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model-dir", type=Path, required=True)
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--seconds", type=float, default=4.0, help="least time per measurement")
    arguments = parser.parse_args()
    print("onnxruntime", onnxruntime.__version__)
    with tempfile.TemporaryDirectory() as directory:
        model = Path(directory) / "int8.onnx"
        export(arguments.model_dir, model)
        for threads in arguments.threads:
            measure(model, threads, arguments.seconds)


if __name__ == "__main__":
    main()

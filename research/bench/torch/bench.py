"""The benchmark's steps in PyTorch: float32 (no TF32), eager.

    python3 bench.py [--device cuda|cpu|auto] [--json] [--sizes 64,128] [--widths 16,32] [--batch 4] [--repeats 20]

`npm run bench -- --torch python3` runs it and adds its figures to the table.
"""

import argparse
import json
import resource
import statistics
import sys
import time

import torch
from torch.nn import functional as F

from networks import CLASSES, Discriminator, Generator, Segmenter

STEPS = ("segmenter", "generator", "discriminator", "predict")


def segmentation_loss(logits, target):
    """Cross-entropy plus soft Dice over the foreground; `target` one-hot."""
    cross_entropy = -(target * F.log_softmax(logits, 1)).sum(1).mean()
    p, y = torch.softmax(logits, 1)[:, 1:], target[:, 1:]
    overlap = 2 * (p * y).sum((0, 2, 3)) + 1
    total = p.sum((0, 2, 3)) + y.sum((0, 2, 3)) + 1
    return cross_entropy + 1 - (overlap / total).mean()


def adversarial_loss(logits, label):
    return F.binary_cross_entropy_with_logits(logits, torch.full_like(logits, label))


def move(optimiser, loss):
    optimiser.zero_grad(set_to_none=True)
    loss.backward()
    optimiser.step()
    return loss


def segmenter_step(size, width, images, masks):
    network = Segmenter(size, width).to(images.device)
    optimiser = torch.optim.Adam(network.parameters(), lr=3e-3)
    return lambda: move(optimiser, segmentation_loss(network(images), masks)), network


def predict_step(size, width, images, masks):
    network = Segmenter(size, width).to(images.device).eval()

    def run():
        with torch.no_grad():
            return torch.softmax(network(images), 1).sum()

    return run, network


def generator_step(size, width, images, masks):
    generator, discriminator, optimiser = adversaries(size, width, images.device, "generator")

    def run():
        image = generator(masks)
        adversarial = adversarial_loss(discriminator(masks, image), 1.0)
        return move(optimiser, adversarial + 100 * F.l1_loss(image, images))

    return run, generator


def discriminator_step(size, width, images, masks):
    generator, discriminator, optimiser = adversaries(size, width, images.device, "discriminator")

    def run():
        with torch.no_grad():
            fake = generator(masks)
        on_real = adversarial_loss(discriminator(masks, images), 1.0)
        return move(optimiser, (on_real + adversarial_loss(discriminator(masks, fake), 0.0)) / 2)

    return run, discriminator


def adversaries(size, width, device, moved):
    """Both networks; only the updated one gets gradients with respect to its weights."""
    networks = {"generator": Generator(size, width).to(device), "discriminator": Discriminator(width).to(device)}
    for name, network in networks.items():
        network.requires_grad_(name == moved)
    optimiser = torch.optim.Adam(networks[moved].parameters(), lr=1e-3, betas=(0.5, 0.999))
    return networks["generator"], networks["discriminator"], optimiser


MAKERS = {
    "segmenter": segmenter_step,
    "generator": generator_step,
    "discriminator": discriminator_step,
    "predict": predict_step,
}


def measure(step, size, width, options, device):
    """One row: milliseconds until the step's result can be read, as measured on the other sides."""
    batch = 1 if step == "predict" else options.batch
    images = torch.rand(batch, 1, size, size, device=device) * 2 - 1
    masks = F.one_hot((images[:, 0] > 0).long(), CLASSES).permute(0, 3, 1, 2).float().contiguous()
    torch.manual_seed(1)
    base = torch.cuda.memory_allocated() if device.type == "cuda" else 0
    run, network = MAKERS[step](size, width, images, masks)
    for _ in range(max(1, options.warm_up)):
        run().item()
    samples = []
    if device.type == "cuda":
        torch.cuda.reset_peak_memory_stats()
    for _ in range(options.repeats):
        synchronise(device)
        start = time.perf_counter()
        # Reading the value waits for the device.
        run().item()
        synchronise(device)
        samples.append((time.perf_counter() - start) * 1000)
    return {
        "step": step,
        "size": size,
        "width": width,
        "batch": batch,
        "device": str(device),
        "parameters": sum(p.numel() for p in network.parameters()),
        "ms": statistics.median(samples),
        "msMin": min(samples),
        "msMax": max(samples),
        "peakBytes": peak_bytes(device, base),
    }


def synchronise(device):
    if device.type == "cuda":
        torch.cuda.synchronize()


def peak_bytes(device, base):
    """Peak bytes: in tensors on a GPU; of the whole process so far on a CPU, where PyTorch reports none."""
    if device.type == "cuda":
        return torch.cuda.max_memory_allocated() - base
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def numbers(text):
    return [int(part) for part in text.split(",")]


def read_options():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--device", choices=["auto", "cuda", "cpu"], default="auto")
    parser.add_argument("--steps", type=lambda text: text.split(","), default=list(STEPS))
    parser.add_argument("--sizes", type=numbers, default=[64, 128])
    parser.add_argument("--widths", type=numbers, default=[16, 32])
    parser.add_argument("--batch", type=int, default=4)
    parser.add_argument("--repeats", type=int, default=20)
    parser.add_argument("--warm-up", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def main():
    options = read_options()
    torch.backends.cuda.matmul.allow_tf32 = False
    torch.backends.cudnn.allow_tf32 = False
    torch.backends.cudnn.benchmark = True
    name = options.device
    if name == "auto":
        name = "cuda" if torch.cuda.is_available() else "cpu"
    device = torch.device(name)
    rows = [
        measure(step, size, width, options, device)
        for size in options.sizes
        for width in options.widths
        for step in options.steps
    ]
    if options.json:
        json.dump(rows, sys.stdout)
        return
    for row in rows:
        times = "{ms:.2f} ms ({msMin:.2f}-{msMax:.2f})".format(**row)
        print("{device} {step} {size} width {width} batch {batch}: ".format(**row) + times)


if __name__ == "__main__":
    main()

"""Reference values of the product's networks, computed with PyTorch: writes test/golden/productNumbers.json.

    python3 research/golden/product_networks.py

Needs PyTorch and NumPy (Debian: python3-torch, python3-numpy). The networks are reimplemented here from their
description in src/networks; weights and images are hashes of a number and an index, so that any framework can
generate them (test/golden/hashedTensors.ts makes the same ones). Everything is computed in double precision, on
one thread.
"""
import json
import math
import pathlib

import numpy as np
import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)

SIZE, BATCH, CLASSES = 32, 2, 2
EPSILON = 1e-5
TARGET = pathlib.Path(__file__).resolve().parents[2] / 'test/golden/productNumbers.json'


def hashed(number, shape):
    """Values -1..1, rounded to single precision as in the product."""
    count = int(np.prod(shape, dtype=np.int64))
    mask = 0xFFFFFFFF
    x = (np.arange(count, dtype=np.uint64) + np.uint64((number * 0x9E3779B1) & mask)) & np.uint64(mask)
    x = ((x ^ (x >> np.uint64(16))) * np.uint64(0x7FEB352D)) & np.uint64(mask)
    x = ((x ^ (x >> np.uint64(15))) * np.uint64(0x846CA68B)) & np.uint64(mask)
    x = x ^ (x >> np.uint64(16))
    return (x.astype(np.float64) / 2**32 * 2 - 1).reshape(shape)


def single(values):
    return torch.tensor(np.asarray(values).astype(np.float32).astype(np.float64))


class Weights:
    """Hashed weights in the product's order of declaration; kernels are [rows, columns, ...]."""

    def __init__(self, scale):
        self.scale = scale
        self.tensors = {}

    def kernel(self, name, shape):
        factor = 0.02 * math.sqrt(3) if self.scale == 'gan' else 1 / math.sqrt(np.prod(shape[:3]))
        self.add(name, factor * hashed(len(self.tensors), shape))

    def vector(self, name, size, centre=0.0):
        self.add(name, centre + 0.02 * hashed(len(self.tensors), [size]))

    def norm(self, name, channels):
        self.vector(f'{name}.gamma', channels, 1.0)
        self.vector(f'{name}.beta', channels)

    def add(self, name, values):
        self.tensors[name] = single(values).requires_grad_()


class Statistics:
    """Mode of normalisation: uses and records the batch's statistics, or uses the mean of the recorded ones."""

    def __init__(self, training=True):
        self.training = training
        self.seen = {}

    def __call__(self, w, name, x, slope):
        if self.training:
            mean, variance = x.mean((0, 2, 3)), x.var((0, 2, 3), unbiased=False)
            self.seen.setdefault(name, []).append((mean.detach(), variance.detach()))
        else:
            mean, variance = (sum(each) / len(each) for each in zip(*self.seen[name]))
        column = lambda v: v[None, :, None, None]
        xhat = (x - column(mean)) / torch.sqrt(column(variance) + EPSILON)
        return F.leaky_relu(xhat * column(w[f'{name}.gamma']) + column(w[f'{name}.beta']), slope)


def conv(x, kernel, stride=1, padding=0, bias=None):
    return F.conv2d(x, kernel.permute(3, 2, 0, 1), bias, stride, padding)


class Generator:
    def __init__(self, width, levels):
        self.levels = levels
        self.weights = Weights('gan')
        channels = lambda level: width * min(8, 2**level)
        for level in range(levels):
            self.weights.kernel(f'down{level}.filter', [4, 4, CLASSES if level == 0 else channels(level - 1), channels(level)])
            if 0 < level < levels - 1:
                self.weights.norm(f'down{level}.norm', channels(level))
        for level in reversed(range(levels)):
            inputs = channels(level) * (1 if level == levels - 1 else 2)
            outputs = 1 if level == 0 else channels(level - 1)
            for k in (4, 6, 8):
                self.weights.kernel(f'up{level}.k{k}', [k, k, outputs, inputs])
            if level > 0:
                self.weights.norm(f'up{level}.norm', outputs)
        self.weights.vector('up0.bias', 1)
        self.architecture = {
            f'level{level}': single([0.3 * math.sin(3 * level + j) for j in range(3)]).requires_grad_()
            for level in range(levels)
        }

    def __call__(self, w, architecture, mask, norm):
        skips, y = [], mask
        for level in range(self.levels):
            y = conv(y, w[f'down{level}.filter'], 2, 1)
            if level == 0:
                y = F.leaky_relu(y, 0.2)
            elif level < self.levels - 1:
                y = norm(w, f'down{level}.norm', y, 0.2)
            skips.append(y)
        y = None
        for level in reversed(range(self.levels)):
            y = F.relu(skips[level] if y is None else torch.cat([skips[level], y], 1))
            shares = torch.softmax(architecture[f'level{level}'], 0)
            y = sum(
                share * F.conv_transpose2d(y, w[f'up{level}.k{k}'].permute(3, 2, 0, 1), None, 2, k // 2 - 1)
                for share, k in zip(shares, (4, 6, 8))
            )
            if level > 0:
                y = norm(w, f'up{level}.norm', y, 0.0)
        return torch.tanh(y + w['up0.bias'][None, :, None, None])


class Discriminator:
    def __init__(self, width, layers):
        self.layers = layers
        self.weights = Weights('gan')
        inputs = CLASSES + 1
        for layer in range(layers + 1):
            outputs = width * min(8, 2**layer)
            self.weights.kernel(f'layer{layer}.filter', [4, 4, inputs, outputs])
            if layer == 0:
                self.weights.vector('layer0.bias', outputs)
            else:
                self.weights.norm(f'layer{layer}.norm', outputs)
            inputs = outputs
        self.weights.kernel('logits.filter', [4, 4, inputs, 1])
        self.weights.vector('logits.bias', 1)

    def __call__(self, w, mask, image, norm):
        y = torch.cat([mask, image], 1)
        for layer in range(self.layers + 1):
            stride = 2 if layer < self.layers else 1
            if layer == 0:
                y = F.leaky_relu(conv(y, w['layer0.filter'], stride, 1, w['layer0.bias']), 0.2)
            else:
                y = norm(w, f'layer{layer}.norm', conv(y, w[f'layer{layer}.filter'], stride, 1), 0.2)
        return conv(y, w['logits.filter'], 1, 1, w['logits.bias'])


class UNet:
    def __init__(self, width, levels):
        self.levels = levels
        self.weights = Weights('fanIn')
        channels = lambda level: width * min(8, 2**level)
        inputs = 1
        for level in range(levels + 1):
            self.block(f'down{level}', inputs, channels(level))
            inputs = channels(level)
        for level in reversed(range(levels)):
            self.convolution(f'up{level}.grow', channels(level + 1), channels(level))
            self.block(f'up{level}', 2 * channels(level), channels(level))
        self.weights.kernel('logits.filter', [1, 1, width, CLASSES])
        self.weights.vector('logits.bias', CLASSES)

    def convolution(self, name, inputs, outputs):
        self.weights.kernel(f'{name}.filter', [3, 3, inputs, outputs])
        self.weights.norm(f'{name}.norm', outputs)

    def block(self, name, inputs, outputs):
        self.convolution(f'{name}.a', inputs, outputs)
        self.convolution(f'{name}.b', outputs, outputs)

    def __call__(self, w, x, norm):
        layer = lambda name, y: norm(w, f'{name}.norm', conv(y, w[f'{name}.filter'], 1, 1), 0.0)
        block = lambda name, y: layer(f'{name}.b', layer(f'{name}.a', y))
        skips, y = [], x
        for level in range(self.levels + 1):
            y = block(f'down{level}', y if level == 0 else F.max_pool2d(y, 2))
            skips.append(y)
        for level in reversed(range(self.levels)):
            y = layer(f'up{level}.grow', F.interpolate(y, scale_factor=2, mode='nearest'))
            y = block(f'up{level}', torch.cat([skips[level], y], 1))
        return conv(y, w['logits.filter'], 1, 0, w['logits.bias'])


def adversarial_loss(logits, label):
    return F.binary_cross_entropy_with_logits(logits, torch.full_like(logits, label))


def segmentation_loss(logits, target, smooth=1.0):
    p = torch.softmax(logits, 1)
    cross_entropy = -(target * torch.log_softmax(logits, 1)).sum(1).mean()
    overlap = (p * target).sum((2, 3))[:, 1:]
    total = (p + target).sum((2, 3))[:, 1:]
    return cross_entropy + 1 - ((2 * overlap + smooth) / (total + smooth)).mean()


def images(number):
    """[batch, size, size, 1] of values -1..1, channels first."""
    return single(hashed(number, [BATCH, SIZE, SIZE, 1])).permute(0, 3, 1, 2)


def disk_masks(shift):
    y, x = np.mgrid[0:SIZE, 0:SIZE]
    inside = [
        (y - 0.5 * SIZE) ** 2 + (x - (0.4 + 0.2 * item + shift) * SIZE) ** 2 < (0.2 * SIZE) ** 2 for item in range(BATCH)
    ]
    foreground = torch.tensor(np.stack(inside)).double()[:, None]
    return torch.cat([1 - foreground, foreground], 1)


def rounded(value):
    return float(f'{float(value):.8g}')


def sampled(x):
    """Norm of a whole tensor, channels last, and a sample of its values."""
    flat = x.detach().permute(0, 2, 3, 1).reshape(-1)
    stride = max(1, len(flat) // 60) | 1
    return {'length': rounded(flat.norm()), 'stride': stride, 'values': [rounded(v) for v in flat[::stride]]}


def statistics(tensors):
    """Shape, norm and three more numbers of each named gradient."""
    return [
        {
            'name': name,
            'shape': list(g.shape),
            'length': rounded(g.norm()),
            'sum': rounded(g.sum()),
            'first': rounded(g.reshape(-1)[0]),
            'middle': rounded(g.reshape(-1)[g.numel() // 2]),
        }
        for name, g in tensors.items()
    ]


def gradients(loss, *groups, create_graph=False):
    flat = [tensor for group in groups for tensor in group.values()]
    found = iter(torch.autograd.grad(loss, flat, create_graph=create_graph))
    return [{name: next(found) for name in group} for group in groups]


def rows(architecture):
    return [[rounded(v) for v in row] for row in architecture.values()]


def measured_generator(net):
    norm = Statistics()
    fake = net(net.weights.tensors, net.architecture, disk_masks(0), norm)
    loss = (fake - images(9001)).abs().mean()
    by_weights, by_architecture = gradients(loss, net.weights.tensors, net.architecture)
    net(net.weights.tensors, net.architecture, disk_masks(0.1), norm)
    norm.training = False
    return {
        'loss': rounded(loss),
        'output': sampled(fake),
        'predicted': sampled(net(net.weights.tensors, net.architecture, disk_masks(0), norm)),
        'gradients': statistics(by_weights),
        'architecture': rows(by_architecture),
    }


def measured_discriminator(net):
    logits = net(net.weights.tensors, disk_masks(0), images(9003), Statistics())
    loss = adversarial_loss(logits, 1.0)
    (by_weights,) = gradients(loss, net.weights.tensors)
    return {'loss': rounded(loss), 'output': sampled(logits), 'gradients': statistics(by_weights)}


def measured_segmenter(net):
    norm = Statistics()
    image = lambda shift, number: disk_masks(shift)[:, 1:] * 0.5 + images(number) * 0.5
    logits = net(net.weights.tensors, image(0, 9002), norm)
    loss = segmentation_loss(logits, disk_masks(0))
    (by_weights,) = gradients(loss, net.weights.tensors)
    net(net.weights.tensors, image(0.1, 9004), norm)
    norm.training = False
    return {
        'loss': rounded(loss),
        'output': sampled(logits),
        'predicted': sampled(net(net.weights.tensors, image(0, 9002), norm)),
        'gradients': statistics(by_weights),
    }


def copies(tensors):
    return {name: tensor.detach().clone().requires_grad_() for name, tensor in tensors.items()}


def measured_training(generator, discriminator, segmenter):
    """Losses before each of three steps: Adam for generator and discriminator, RMSprop for the segmenter."""
    g, d, s = (copies(net.weights.tensors) for net in (generator, discriminator, segmenter))
    mask, image = disk_masks(0), images(9001)
    of_g, of_d = (torch.optim.Adam(w.values(), lr=2e-4, betas=(0.5, 0.999)) for w in (g, d))
    of_s = torch.optim.RMSprop(s.values(), lr=1e-4, alpha=0.99, momentum=0.9, weight_decay=1e-8)
    gan, rms_prop = [], []
    for _ in range(3):
        fake = generator(g, generator.architecture, mask, Statistics())
        judge = lambda x: discriminator(d, mask, x, Statistics())
        loss_d = (adversarial_loss(judge(fake.detach()), 0.0) + adversarial_loss(judge(image), 1.0)) / 2
        of_d.zero_grad()
        loss_d.backward()
        of_d.step()
        loss_g = adversarial_loss(judge(fake), 1.0) + 100 * (fake - image).abs().mean()
        of_g.zero_grad()
        loss_g.backward()
        of_g.step()
        gan.append({'discriminator': rounded(loss_d), 'generator': rounded(loss_g)})
        loss_s = segmentation_loss(segmenter(s, mask[:, 1:] * 0.5 + images(9002) * 0.5, Statistics()), mask)
        of_s.zero_grad()
        loss_s.backward()
        of_s.step()
        rms_prop.append(rounded(loss_s))
    return {'gan': gan, 'rmsProp': rms_prop}


def measured_hypergradient(generator, segmenter):
    """Gradients of the validation loss after one segmenter step, for the architecture and the generated images."""
    rate, radius = 0.05, 0.01
    w, architecture = copies(segmenter.weights.tensors), copies(generator.architecture)
    mask, fake_mask = disk_masks(0), disk_masks(0.1)
    image = mask[:, 1:] * 0.5 + images(9002) * 0.5
    validation = disk_masks(-0.05), disk_masks(-0.05)[:, 1:] * 0.5 + images(9004) * 0.5
    fake = generator(generator.weights.tensors, architecture, fake_mask, Statistics())
    loss_at = lambda at, x, y: segmentation_loss(segmenter(at, x, Statistics()), y)
    training = lambda at, x: loss_at(at, image, mask) + loss_at(at, x, fake_mask)

    (slope,) = gradients(training(w, fake), w, create_graph=True)
    after = {name: (w[name] - rate * slope[name]).detach().requires_grad_() for name in w}
    validation_loss = loss_at(after, validation[1], validation[0])
    (v,) = gradients(validation_loss, after)

    objective = -rate * sum((slope[name] * v[name]).sum() for name in w)
    (by_architecture, by_image) = gradients(objective, architecture, {'image': fake})

    epsilon = radius / math.sqrt(sum(float((v[name] ** 2).sum()) for name in v))
    given = fake.detach().requires_grad_()

    def by_image_at(sign):
        moved = {name: (w[name] + sign * epsilon * v[name]).detach() for name in w}
        return torch.autograd.grad(training(moved, given), given)[0]

    cotangent = -rate * (by_image_at(1) - by_image_at(-1)) / (2 * epsilon)
    again = generator(generator.weights.tensors, architecture, fake_mask, Statistics())
    (by_differences,) = gradients((again * cotangent).sum(), architecture)
    return {
        'rate': rate,
        'radius': radius,
        'validationLoss': rounded(validation_loss),
        'direction': statistics(v),
        'exact': {'architecture': rows(by_architecture), 'image': sampled(by_image['image'])},
        'differences': {'architecture': rows(by_differences), 'image': sampled(cotangent)},
    }


def main():
    generator, discriminator, segmenter = Generator(4, 3), Discriminator(8, 2), UNet(4, 2)
    numbers = {
        'generator': measured_generator(generator),
        'discriminator': measured_discriminator(discriminator),
        'segmenter': measured_segmenter(segmenter),
        'training': measured_training(generator, discriminator, segmenter),
        'hypergradient': measured_hypergradient(generator, segmenter),
    }
    TARGET.write_text(json.dumps(numbers, indent=2) + '\n')


if __name__ == '__main__':
    main()

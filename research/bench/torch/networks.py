"""The product's networks in PyTorch: same topology and parameter count as src/networks/*.ts."""

import math

import torch
from torch import nn
from torch.nn import functional as F

CLASSES = 2
DISCRIMINATOR_LAYERS = 3
EPSILON = 1e-5


def width_at(width, level):
    """Channels of a level: doubled at each level, up to eight times the first."""
    return width * min(8, 2**level)


def segmenter_levels(size):
    return max(2, math.floor(math.log2(size / 6)))


def generator_levels(size):
    return math.floor(math.log2(size / 4))


class ConvolutionBlock(nn.Sequential):
    """3x3 convolution without bias, batch normalisation, ReLU."""

    def __init__(self, inputs, outputs):
        super().__init__(
            nn.Conv2d(inputs, outputs, 3, padding=1, bias=False),
            nn.BatchNorm2d(outputs, eps=EPSILON),
            nn.ReLU(inplace=True),
        )


class Segmenter(nn.Module):
    """U-Net: nearest up-sampling with a 3x3 convolution, skips by concatenation."""

    def __init__(self, size, width):
        super().__init__()
        levels = segmenter_levels(size)
        channels = [width_at(width, level) for level in range(levels + 1)]
        inputs = [1] + channels[:-1]
        self.down = nn.ModuleList(
            nn.Sequential(ConvolutionBlock(a, b), ConvolutionBlock(b, b)) for a, b in zip(inputs, channels)
        )
        # Index = level, outermost first.
        self.grow = nn.ModuleList(ConvolutionBlock(channels[i + 1], channels[i]) for i in range(levels))
        self.up = nn.ModuleList(
            nn.Sequential(ConvolutionBlock(2 * c, c), ConvolutionBlock(c, c)) for c in channels[:-1]
        )
        self.logits = nn.Conv2d(width, CLASSES, 1)

    def forward(self, x):
        skips = []
        for level, block in enumerate(self.down):
            x = block(x if level == 0 else F.max_pool2d(x, 2))
            skips.append(x)
        for level in reversed(range(len(self.up))):
            x = self.grow[level](F.interpolate(x, scale_factor=2, mode="nearest"))
            x = self.up[level](torch.cat([skips[level], x], 1))
        return self.logits(x)


class MixedUpConvolution(nn.Module):
    """softmax(a) . [convT 4x4, convT 6x6, convT 8x8], stride 2."""

    def __init__(self, inputs, outputs, bias):
        super().__init__()
        self.candidates = nn.ModuleList(
            nn.ConvTranspose2d(inputs, outputs, k, stride=2, padding=k // 2 - 1, bias=False) for k in (4, 6, 8)
        )
        self.bias = nn.Parameter(torch.zeros(outputs)) if bias else None
        # Not a parameter: another level of the optimisation updates it.
        self.register_buffer("architecture", torch.zeros(3))

    def forward(self, x):
        shares = torch.softmax(self.architecture, 0)
        y = sum(share * candidate(x) for share, candidate in zip(shares, self.candidates))
        return y if self.bias is None else y + self.bias.view(1, -1, 1, 1)


class Generator(nn.Module):
    """pix2pix's U-Net with searchable up-convolutions."""

    def __init__(self, size, width):
        super().__init__()
        levels = generator_levels(size)
        channels = [width_at(width, level) for level in range(levels)]
        self.down = nn.ModuleList(
            nn.Conv2d(a, b, 4, stride=2, padding=1, bias=False) for a, b in zip([CLASSES] + channels, channels)
        )
        self.down_norms = nn.ModuleList(
            nn.BatchNorm2d(c, eps=EPSILON) if 0 < level < levels - 1 else nn.Identity()
            for level, c in enumerate(channels)
        )
        outputs = [1] + channels[:-1]
        self.up = nn.ModuleList(
            MixedUpConvolution(c * (1 if level == levels - 1 else 2), outputs[level], bias=level == 0)
            for level, c in enumerate(channels)
        )
        self.up_norms = nn.ModuleList(
            nn.BatchNorm2d(c, eps=EPSILON) if level > 0 else nn.Identity() for level, c in enumerate(outputs)
        )

    def forward(self, mask):
        levels = len(self.down)
        skips = []
        y = mask
        for level in range(levels):
            y = self.down_norms[level](self.down[level](y if level == 0 else F.leaky_relu(y, 0.2)))
            skips.append(y)
        for level in reversed(range(levels)):
            y = F.relu(y if level == levels - 1 else torch.cat([skips[level], y], 1))
            y = self.up_norms[level](self.up[level](y))
            if level > 0 and level >= levels - 3:
                y = F.dropout(y, 0.5)
        return torch.tanh(y)


class Discriminator(nn.Module):
    """PatchGAN on [mask, image]."""

    def __init__(self, width):
        super().__init__()
        layers = []
        inputs = CLASSES + 1
        for layer in range(DISCRIMINATOR_LAYERS + 1):
            outputs = width_at(width, layer)
            stride = 2 if layer < DISCRIMINATOR_LAYERS else 1
            layers.append(nn.Conv2d(inputs, outputs, 4, stride=stride, padding=1, bias=layer == 0))
            if layer > 0:
                layers.append(nn.BatchNorm2d(outputs, eps=EPSILON))
            layers.append(nn.LeakyReLU(0.2, inplace=True))
            inputs = outputs
        layers.append(nn.Conv2d(inputs, 1, 4, padding=1))
        self.layers = nn.Sequential(*layers)

    def forward(self, mask, image):
        return self.layers(torch.cat([mask, image], 1))

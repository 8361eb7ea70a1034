import type { Weights } from '../../src/networks/Parameters';
import type { GraphBuilder, Value } from './GraphBuilder';

/** The layers that segmenters are made of, as ONNX operations with a network's weights. Images are NCHW. */
export class NetworkLayers {
  /** @param prefix of the names of the network's constants */
  constructor(
    readonly graph: GraphBuilder,
    private readonly weights: Weights,
    private readonly prefix: string,
  ) {}

  /** A weight as it is stored. */
  constant(name: string): Value {
    const { shape, values } = this.weight(name);
    return this.graph.constant(this.prefix + name, shape, values);
  }

  /** Convolution that keeps the size, then batch normalisation and ReLU. */
  convolutionLayer(name: string, x: Value, dilation = 1): Value {
    const reach = (dilation * (this.weight(`${name}.filter`).shape[0] - 1)) / 2;
    const y = this.graph.add('Conv', [x, this.filter(`${name}.filter`)], {
      pads: [reach, reach, reach, reach],
      dilations: [dilation, dilation],
    });
    return this.normaliseLayer(`${name}.norm`, y);
  }

  /** Batch normalisation with the stored statistics, then ReLU. */
  normaliseLayer(name: string, x: Value): Value {
    const norm = ['gamma', 'beta', 'mean', 'variance'].map((part) => this.constant(`${name}.${part}`));
    // Epsilon is 1e-5 by default, as ours.
    return this.graph.add('Relu', [this.graph.add('BatchNormalization', [x, ...norm])]);
  }

  convolutionBlock(name: string, x: Value): Value {
    return this.convolutionLayer(`${name}.b`, this.convolutionLayer(`${name}.a`, x));
  }

  /** Convolution without padding, with the offset `bias` if it is named. */
  convolve(filter: string, x: Value, { bias, stride = 1 }: { bias?: string; stride?: number } = {}): Value {
    const inputs = [x, this.filter(filter), ...(bias ? [this.constant(bias)] : [])];
    return this.graph.add('Conv', inputs, { strides: [stride, stride] });
  }

  linearLayer(name: string, x: Value): Value {
    const bias = `${name}.bias`;
    return this.convolve(`${name}.filter`, x, this.weights.has(bias) ? { bias } : {});
  }

  /** The outputs of `blocks` convolution blocks with max-pooling between them, finest first. */
  contractingPath(x: Value, blocks: number): Value[] {
    const features: Value[] = [];
    for (let level = 0; level < blocks; level++) {
      features.push(
        this.convolutionBlock(`down${level}`, level === 0 ? x : this.maxPool2(features[level - 1])),
      );
    }
    return features;
  }

  /** A step of the decoder, from the level below `level` to it. */
  expandingBlock(level: number, x: Value, skip: Value): Value {
    const grown = this.convolutionLayer(`up${level}.grow`, this.upsample2(x, 'nearest'));
    return this.convolutionBlock(`up${level}`, this.graph.add('Concat', [skip, grown], { axis: 1 }));
  }

  maxPool2(x: Value): Value {
    return this.graph.add('MaxPool', [x], { kernel_shape: [2, 2], strides: [2, 2] });
  }

  upsample2(x: Value, kind: 'nearest' | 'bilinear'): Value {
    const coordinates = kind === 'nearest' ? 'asymmetric' : 'half_pixel';
    const how = {
      mode: kind === 'nearest' ? 'nearest' : 'linear',
      coordinate_transformation_mode: coordinates,
      // For nearest only.
      nearest_mode: 'floor',
    };
    return this.graph.add('Resize', [x, '', this.graph.floats([1, 1, 2, 2])], how);
  }

  /** A filter in ONNX's order, [out, in, rows, columns]. */
  private filter(name: string): Value {
    const { shape, values } = this.weight(name);
    const [rows, columns, inputs, outputs] = shape;
    const ordered = outputsFirst(values, rows * columns, inputs, outputs);
    return this.graph.constant(this.prefix + name, [outputs, inputs, rows, columns], ordered);
  }

  private weight(name: string) {
    const found = this.weights.get(name);
    if (!found) throw new Error(`exportOnnx: the model has no weights "${name}".`);
    return found;
  }
}

/** Reorders a filter from [taps, in, out] to [out, in, taps]. */
function outputsFirst(values: Float32Array, taps: number, inputs: number, outputs: number): Float32Array {
  const ordered = new Float32Array(values.length);
  for (let tap = 0, from = 0; tap < taps; tap++) {
    for (let input = 0; input < inputs; input++) {
      for (let output = 0; output < outputs; output++, from++) {
        ordered[(output * inputs + input) * taps + tap] = values[from];
      }
    }
  }
  return ordered;
}

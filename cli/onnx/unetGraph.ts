import type { Weights } from '../../src/networks/Parameters';
import type { GraphBuilder, Value } from './GraphBuilder';

/**
 * Adds a U-Net to a graph, as `UNetSegmenter` computes it for prediction.
 *
 * @param prefix of the names of its constants
 * @param x [batch, channels, size, size]
 * @returns logits, [batch, classes, size, size]
 */
export function unetGraph(
  graph: GraphBuilder,
  weights: Weights,
  levels: number,
  prefix: string,
  x: Value,
): Value {
  const tensor = (name: string) => {
    const found = weights.get(name);
    if (!found) throw new Error(`unetGraph: the model has no weights "${name}".`);
    return found;
  };
  const vector = (name: string) => {
    const { shape, values } = tensor(name);
    return graph.constant(prefix + name, shape, values);
  };
  const convolve = (name: string, input: Value) => {
    const { shape, values } = tensor(`${name}.filter`);
    const [edge, , inputs, outputs] = shape;
    const filter = graph.constant(
      `${prefix}${name}.filter`,
      [outputs, inputs, edge, edge],
      outputsFirst(values, edge * edge, inputs, outputs),
    );
    const reach = (edge - 1) / 2;
    const y = graph.add('Conv', [input, filter], { pads: [reach, reach, reach, reach] });
    const norm = ['gamma', 'beta', 'mean', 'variance'].map((part) => vector(`${name}.norm.${part}`));
    // Epsilon is 1e-5 by default, as ours.
    return graph.add('Relu', [graph.add('BatchNormalization', [y, ...norm])]);
  };
  const block = (name: string, input: Value) => convolve(`${name}.b`, convolve(`${name}.a`, input));

  const skips = [block('down0', x)];
  for (let level = 1; level <= levels; level++) {
    const halved = graph.add('MaxPool', [skips[level - 1]], { kernel_shape: [2, 2], strides: [2, 2] });
    skips.push(block(`down${level}`, halved));
  }
  const double = graph.floats([1, 1, 2, 2]);
  let y = skips[levels];
  for (let level = levels - 1; level >= 0; level--) {
    const nearest = {
      mode: 'nearest',
      nearest_mode: 'floor',
      coordinate_transformation_mode: 'asymmetric',
    };
    const grown = convolve(`up${level}.grow`, graph.add('Resize', [y, '', double], nearest));
    y = block(`up${level}`, graph.add('Concat', [skips[level], grown], { axis: 1 }));
  }
  const { shape, values } = tensor('logits.filter');
  const [, , inputs, outputs] = shape;
  const filter = graph.constant(
    `${prefix}logits.filter`,
    [outputs, inputs, 1, 1],
    outputsFirst(values, 1, inputs, outputs),
  );
  return graph.add('Conv', [y, filter, vector('logits.bias')]);
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

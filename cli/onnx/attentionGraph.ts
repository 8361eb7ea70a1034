import { BLOCKS, HEADS } from '../../src/networks/AttentionSegmenter';
import { channelsAt } from '../../src/networks/channelsAt';
import type { SegmenterShape } from '../../src/networks/SegmenterNetwork';
import type { GraphBuilder, Value } from './GraphBuilder';
import type { NetworkLayers } from './NetworkLayers';

const ROWS_FIRST = [0, 2, 3, 1];
const CHANNELS_FIRST = [0, 3, 1, 2];
const HEADS_FIRST = [0, 2, 1, 3];
const KEYS_TRANSPOSED = [0, 2, 3, 1];

/** Adds a U-Net with attention to a graph, as `AttentionSegmenter` computes it for prediction. */
export function attentionGraph(layers: NetworkLayers, shape: SegmenterShape, x: Value): Value {
  const { graph } = layers;
  const { levels, size, width } = shape;
  const skips = layers.contractingPath(x, levels);
  let y = layers.convolutionLayer('bottom', layers.maxPool2(skips[levels - 1]));
  const position = graph.add('Transpose', [layers.constant('position')], { perm: CHANNELS_FIRST });
  y = graph.add('Add', [y, position]);
  const tokens = { edge: size / 2 ** levels, channels: channelsAt(width, levels) };
  for (let block = 0; block < BLOCKS; block++) y = transformerGraph(layers, `block${block}`, y, tokens);
  for (let level = levels - 1; level >= 0; level--) {
    y = layers.expandingBlock(level, y, gateGraph(layers, `up${level}.attend`, skips[level], y));
  }
  return layers.linearLayer('logits', y);
}

/** The pixels that a transformer block treats as tokens. */
interface Tokens {
  /** Edge of the square image, pixels. */
  edge: number;
  channels: number;
}

function transformerGraph(layers: NetworkLayers, name: string, x: Value, tokens: Tokens): Value {
  const { graph } = layers;
  const linear = (part: string, input: Value) => layers.linearLayer(`${name}.${part}`, input);
  const norm = (part: string, input: Value) => {
    // Epsilon is 1e-5 by default, as ours.
    const y = graph.add(
      'LayerNormalization',
      [
        graph.add('Transpose', [input], { perm: ROWS_FIRST }),
        ...['gamma', 'beta'].map((each) => layers.constant(`${name}.${part}.${each}`)),
      ],
      { axis: -1 },
    );
    return graph.add('Transpose', [y], { perm: CHANNELS_FIRST });
  };
  const normed = norm('attend', x);
  const [query, key, value] = ['query', 'key', 'value'].map((part) => linear(part, normed));
  const attended = graph.add('Add', [
    x,
    linear('output', attentionOperation(graph, query, key, value, tokens)),
  ]);
  return graph.add('Add', [
    attended,
    linear('result', gelu(graph, linear('hidden', norm('perceive', attended)))),
  ]);
}

/** Multi-head attention between the pixels of query, key and value; see `attention`. */
function attentionOperation(
  graph: GraphBuilder,
  query: Value,
  key: Value,
  value: Value,
  { edge, channels }: Tokens,
): Value {
  const depth = channels / HEADS;
  // [batch, channels, rows, columns] -> [batch, pixels, heads, depth], ordered as asked.
  const split = (x: Value, perm: readonly number[]) => {
    const pixels = graph.add('Transpose', [x], { perm: ROWS_FIRST });
    const heads = graph.add('Reshape', [pixels, graph.integers([0, edge * edge, HEADS, depth])]);
    return graph.add('Transpose', [heads], { perm });
  };
  const scaled = graph.add('Mul', [query, graph.scalar(1 / Math.sqrt(depth))]);
  const scores = graph.add('MatMul', [split(scaled, HEADS_FIRST), split(key, KEYS_TRANSPOSED)]);
  const weights = graph.add('Softmax', [scores], { axis: -1 });
  const mixed = graph.add('MatMul', [weights, split(value, HEADS_FIRST)]);
  const joined = graph.add('Transpose', [mixed], { perm: HEADS_FIRST });
  const pixels = graph.add('Reshape', [joined, graph.integers([0, edge, edge, channels])]);
  return graph.add('Transpose', [pixels], { perm: CHANNELS_FIRST });
}

/** The logistic form of GELU; see `gelu`. */
function gelu(graph: GraphBuilder, x: Value): Value {
  return graph.add('Mul', [x, graph.add('Sigmoid', [graph.add('Mul', [x, graph.scalar(1.702)])])]);
}

/** The pixels of a skip that the coarser features select; see `attentionGate`. */
function gateGraph(layers: NetworkLayers, name: string, skip: Value, coarse: Value): Value {
  const { graph } = layers;
  const sum = graph.add('Add', [
    layers.convolve(`${name}.skip.filter`, skip, { stride: 2 }),
    layers.linearLayer(`${name}.coarse`, coarse),
  ]);
  const features = layers.normaliseLayer(`${name}.norm`, sum);
  const gate = graph.add('Sigmoid', [layers.linearLayer(`${name}.gate`, features)]);
  return graph.add('Mul', [skip, layers.upsample2(gate, 'bilinear')]);
}

import type { SegmenterKind } from '../../src/data/SegmenterKind';
import type { Weights } from '../../src/networks/Parameters';
import type { SegmenterShape } from '../../src/networks/SegmenterNetwork';
import { attentionGraph } from './attentionGraph';
import type { GraphBuilder, Value } from './GraphBuilder';
import { NetworkLayers } from './NetworkLayers';
import { pyramidGraph } from './pyramidGraph';

/** Adds a network of each kind to a graph, as the class of the same kind computes it for prediction. */
const GRAPHS = {
  unet: unetGraph,
  deeplab: deepLabGraph,
  attention: attentionGraph,
} satisfies Record<SegmenterKind, (layers: NetworkLayers, shape: SegmenterShape, x: Value) => Value>;

/**
 * Adds a segmenter to a graph.
 *
 * @param prefix of the names of its constants
 * @param x [batch, channels, size, size]
 * @returns logits, [batch, classes, size, size]
 */
export function segmenterGraph(
  graph: GraphBuilder,
  weights: Weights,
  network: SegmenterShape & { kind: SegmenterKind },
  prefix: string,
  x: Value,
): Value {
  return GRAPHS[network.kind](new NetworkLayers(graph, weights, prefix), network, x);
}

function unetGraph(layers: NetworkLayers, { levels }: SegmenterShape, x: Value): Value {
  const skips = layers.contractingPath(x, levels + 1);
  let y = skips[levels];
  for (let level = levels - 1; level >= 0; level--) y = layers.expandingBlock(level, y, skips[level]);
  return layers.linearLayer('logits', y);
}

function deepLabGraph(layers: NetworkLayers, { levels, size }: SegmenterShape, x: Value): Value {
  const features = layers.contractingPath(x, levels + 1);
  const low = layers.convolutionLayer('low', features[1]);
  let y = pyramidGraph(layers, 'pyramid', features[levels], size / 2 ** levels);
  for (let level = levels; level > 1; level--) y = layers.upsample2(y, 'bilinear');
  y = layers.convolutionBlock('up', layers.graph.add('Concat', [y, low], { axis: 1 }));
  return layers.upsample2(layers.linearLayer('logits', y), 'bilinear');
}

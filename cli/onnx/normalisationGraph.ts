import type { IntensityMapping } from '../../src/data/normalisation';
import { BEYOND, EQUALISATION, RANK_BINS, REACH } from '../../src/data/normalisation';
import type { GraphBuilder, Value } from './GraphBuilder';

const INT64 = 7;

/**
 * Adds the mapping of modality values to -1..1 to a graph, as `normalise` computes it, with what is fitted
 * to a series as inputs.
 *
 * @param x modality values
 * @returns shape of x
 */
export function normalisationGraph(graph: GraphBuilder, mapping: IntensityMapping, x: Value): Value {
  const centre = graph.input('centre', [1], 'centre of the series, see fitNormalisation');
  const spread = graph.input('spread', [1], 'spread of the series, above 0');
  const z = graph.add('Div', [graph.add('Sub', [x, centre]), spread]);
  const value =
    mapping === 'linear'
      ? graph.add('Div', [z, graph.scalar(BEYOND)])
      : graph.add('Div', [graph.add('Asinh', [z]), graph.scalar(Math.asinh(REACH))]);
  const clipped = graph.add('Clip', [value, graph.scalar(-1), graph.scalar(1)]);
  return mapping === 'equalised' ? equalised(graph, clipped) : clipped;
}

/** Moves values towards their ranks. */
function equalised(graph: GraphBuilder, value: Value): Value {
  const ranks = graph.input('ranks', [RANK_BINS + 1], 'shares of the series below equally spaced levels');
  const one = graph.scalar(1);
  const position = graph.add('Mul', [graph.add('Add', [value, one]), graph.scalar(RANK_BINS / 2)]);
  const bin = graph.add('Min', [graph.add('Floor', [position]), graph.scalar(RANK_BINS - 1)]);
  const at = (level: Value) => graph.add('Gather', [ranks, graph.add('Cast', [level], { to: INT64 })]);
  const low = at(bin);
  const step = graph.add('Sub', [at(graph.add('Add', [bin, one])), low]);
  const rank = graph.add('Add', [low, graph.add('Mul', [step, graph.add('Sub', [position, bin])])]);
  const target = graph.add('Sub', [graph.add('Mul', [rank, graph.scalar(2)]), one]);
  const share = graph.scalar(EQUALISATION);
  const moved = graph.add('Add', [value, graph.add('Mul', [graph.add('Sub', [target, value]), share])]);
  return graph.add('Where', [graph.add('Greater', [value, graph.scalar(-1)]), moved, value]);
}

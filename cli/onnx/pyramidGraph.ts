import { pyramidRates } from '../../src/networks/spatialPyramid';
import type { Value } from './GraphBuilder';
import type { NetworkLayers } from './NetworkLayers';

/**
 * Adds an atrous spatial pyramid to a graph, as `spatialPyramid` computes it.
 *
 * @param size edge of x, pixels
 */
export function pyramidGraph(layers: NetworkLayers, name: string, x: Value, size: number): Value {
  const { graph } = layers;
  const mean = graph.add('GlobalAveragePool', [x]);
  const image = graph.add('Relu', [
    layers.convolve(`${name}.image.filter`, mean, { bias: `${name}.image.bias` }),
  ]);
  const local = graph.add(
    'Concat',
    [
      layers.convolutionLayer(`${name}.point`, x),
      ...pyramidRates(size).map((rate, i) => layers.convolutionLayer(`${name}.atrous${i + 1}`, x, rate)),
    ],
    { axis: 1 },
  );
  const y = graph.add('Add', [
    layers.convolve(`${name}.project.filter`, local),
    layers.convolve(`${name}.project.image`, image),
  ]);
  return layers.normaliseLayer(`${name}.project.norm`, y);
}

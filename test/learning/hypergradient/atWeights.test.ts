import * as tf from '@tensorflow/tfjs';
import { atWeights } from '../../../src/learning/hypergradient/atWeights';
import { describeOnBackends } from '../../support/backends';
import { values } from './compare';

describeOnBackends('at other weights', () => {
  const OWN = [0.1, -1e-30, 3.3333333];

  it.each(['returns', 'throws'])('variables have their own values again when the work %s', async (how) => {
    const initial = tf.tensor1d(OWN);
    const variable = tf.variable(initial);
    initial.dispose();
    const before = await values([variable]);
    const other = tf.tensor1d([1, 2, 3]);
    const { numTensors, numDataBuffers } = tf.memory();
    const work = () => {
      if (how === 'throws') throw new Error('half-way');
      return variable.mul(2);
    };
    const run = () => atWeights([variable], [other], work);
    if (how === 'throws') {
      expect(run).toThrow('half-way');
    } else {
      const doubled = run();
      expect(await values([doubled])).toEqual([2, 4, 6]);
      doubled.dispose();
    }
    expect(await values([variable])).toEqual(before);
    expect(tf.memory()).toMatchObject({ numTensors, numDataBuffers });
    tf.dispose([variable, other]);
  });
});

import { joinMembers } from '../networks/members';
import type { Weights } from '../networks/Parameters';
import type { TrainingSession } from './TrainingSession';
import type { TrainingSnapshot } from './TrainingSnapshot';

/**
 * Copies the current segmenter.
 *
 * @param validationDice 0..1
 * @param members weights of the networks that predict together; by default those of the current network
 */
export async function takeSnapshot(
  session: TrainingSession,
  validationDice: number,
  members?: readonly Weights[],
): Promise<TrainingSnapshot> {
  const { segments, examples } = session.input;
  const { field, variation, acquisition, split, heldOut, interpolated, includesValidation, expected } =
    session.shown;
  // Photographs have no fixed orientation; anatomy has, so mirrored predictions would not help there.
  const flips = session.shown.channels === 3 && variation.augmentation.flip > 0;
  const { averaged } = session.segmenter.average;
  const networks = members ?? [await averaged.parameters.read()];
  return {
    description: {
      segments: [...segments],
      field,
      intensities: variation.intensities,
      acquisition,
      network: { kind: averaged.kind, ...averaged.shape, members: networks.length },
      prediction: flips || expected.length > 0 ? { flips, expected } : undefined,
    },
    weights: joinMembers(networks),
    validationDice,
    validationImages: split.validation.map(({ image }) => image.id),
    heldOut,
    learnt: {
      syntheticShare: session.position.unfaithful ? 0 : ((await session.mixing?.readShare()) ?? null),
      architecture: (await session.generatorLevel?.readArchitecture()) ?? null,
      interpolated,
      initialised: session.plan.initialises === true,
      continued: session.input.start !== undefined,
      validationIncluded: includesValidation && examples.length > split.training.length,
    },
    stopped: session.stopped,
    seconds: { ...session.seconds },
  };
}

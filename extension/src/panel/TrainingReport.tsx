import type { ModelSummary, TrainStage } from '../../../src/worker/protocol';
import type { TrainingPhase } from '../state/SessionState';
import { CurveChart } from './CurveChart';
import { formatDuration } from './formatDuration';
import { PairStrip } from './PairStrip';
import { useSessionState } from './usePanel';

const STAGES = {
  preparing: 'Preparing',
  generator: 'Training the image generator',
  segmenter: 'Training the segmentation network',
} as const;

/** Progress or result of training: stage, time, curves, generated pairs, backend. */
export function TrainingReport() {
  const { phase, progress, curve, pairs, failed, previewed } = useSessionState((state) => state.training);
  const backend = useSessionState((state) => state.backend);
  const model = useSessionState((state) => state.model);
  const busy = phase !== 'idle';
  if (!busy && !progress && !model) return null;
  const stage = stageText(phase, progress?.stage, failed, model?.summary.stopped);
  const dice = [...curve].reverse().find((point) => point.validationDice !== undefined)?.validationDice;
  const best = busy ? dice : (model?.summary.validationDice ?? dice);
  // Images that were trained on say nothing about others.
  const unknown = !busy && model?.summary.validatedOn === 'same';
  const share = progress ? progress.step / Math.max(1, progress.steps) : 0;
  return (
    <div className="fss-report" data-cy="few-shot-report" data-phase={phase}>
      <p className="fss-stage" data-cy="few-shot-stage" role="status">
        {stage}
      </p>
      {busy && (
        <progress
          className="fss-progress"
          data-cy="few-shot-progress"
          max={1}
          value={progress ? share : undefined}
          aria-label="Progress of this stage"
        />
      )}
      <dl className="fss-facts">
        {busy && progress && (
          <>
            <Fact name="Step" cy="few-shot-step" value={`${progress.step} of ${progress.steps}`} />
            <Fact name="Elapsed" cy="few-shot-elapsed" value={formatDuration(progress.elapsedMs)} />
            <Fact name="Remaining" cy="few-shot-remaining" value={formatDuration(progress.remainingMs)} />
          </>
        )}
        {!busy && model && (
          <Fact
            name="Time"
            cy="few-shot-elapsed"
            value={formatDuration(model.summary.seconds.total * 1000)}
          />
        )}
        <Fact
          name={!busy && model ? validationName(model.summary) : 'Validation Dice'}
          cy="few-shot-validation-dice"
          value={best === undefined || unknown ? '–' : best.toFixed(3)}
        />
        {backend && <Fact name="Backend" cy="few-shot-backend" value={backend.label} data={backend.name} />}
      </dl>
      {busy && previewed && (
        <p className="fss-hint" data-cy="few-shot-previewed">
          The hatched mask on the image is a preview; proposals follow when the training ends.
        </p>
      )}
      {!busy && model && model.summary.ingredients.length > 0 && (
        <p className="fss-hint" data-cy="few-shot-ingredients">
          Trained with {model.summary.ingredients.join(', ')}.
        </p>
      )}
      {backend?.reason && (
        <p className="fss-hint" data-cy="few-shot-backend-reason">
          {backend.reason}
        </p>
      )}
      {curve.length > 1 && (
        <details className="fss-details" open={busy}>
          <summary data-cy="few-shot-curves">Curves and generated images</summary>
          <CurveChart
            title="Loss"
            cy="few-shot-loss-chart"
            curve={curve}
            logarithmic
            lines={[
              { key: 'generator', label: 'generator', token: '--primary' },
              { key: 'discriminator', label: 'discriminator', token: '--neutral' },
              { key: 'segmenter', label: 'segmenter', token: '--highlight' },
            ]}
          />
          <CurveChart
            title="Validation Dice"
            cy="few-shot-dice-chart"
            curve={curve}
            range={[0, 1]}
            lines={[{ key: 'validationDice', label: 'Dice', token: '--highlight' }]}
          />
          {pairs.length > 0 && <PairStrip pairs={pairs} />}
        </details>
      )}
    </div>
  );
}

/** What a model's validation Dice was measured on; a single image is not the quality of everything. */
function validationName({ validatedOn, validationImages }: ModelSummary): string {
  if (validatedOn === 'same') return 'Dice unknown: no image was held out';
  if (validationImages === 1) return 'Dice on 1 held-out image';
  return `Dice on ${validationImages ?? ''} held-out images`.replace('  ', ' ');
}

/** The state of the training, as text. */
function stageText(
  phase: TrainingPhase,
  stage: TrainStage | undefined,
  failed: boolean,
  stopped: boolean | undefined,
): string {
  if (phase === 'starting') return 'Starting';
  if (phase === 'stopping') return 'Stopping; the best model is kept';
  if (phase === 'running') return stage ? STAGES[stage] : 'Starting';
  const trained = stopped !== undefined;
  if (failed) return trained ? 'Interrupted; the last good model is kept' : 'Ended without a model';
  if (!trained) return 'Ended without a model';
  return stopped ? 'Stopped; the best model is in use' : 'Trained';
}

function Fact({ name, value, cy, data }: { name: string; value: string; cy: string; data?: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd data-cy={cy} data-value={data ?? value}>
        {value}
      </dd>
    </div>
  );
}

import type { Preset } from '../../../src/worker/protocol';
import { trainingAdvice, trainingBlockers } from '../session/trainingBlockers';
import { CommandButton } from './CommandButton';
import { Step } from './Step';
import { TrainingReport } from './TrainingReport';
import { useCommand, useSessionState } from './usePanel';

const PRESETS: { preset: Preset; label: string; hint: string }[] = [
  { preset: 'fast', label: 'Fast', hint: 'Trains for about 1 minute, on a graphics card 10 seconds' },
  {
    preset: 'balanced',
    label: 'Balanced',
    hint: 'Trains for about 3 minutes, on a graphics card 30 seconds',
  },
  {
    preset: 'thorough',
    label: 'Thorough',
    hint: 'Trains for about 10 minutes, on a graphics card 2 minutes; the finest masks',
  },
];

/** Step 2: training and its progress. */
export function TrainStep() {
  const examples = useSessionState((state) => state.examples);
  const segments = useSessionState((state) => state.segments);
  const chosen = useSessionState((state) => state.preset);
  const phase = useSessionState((state) => state.training.phase);
  const trainedBefore = useSessionState((state) => state.model !== undefined);
  const run = useCommand();
  const busy = phase !== 'idle';
  const blockers = trainingBlockers(examples, segments);
  const advice = trainingAdvice(examples, segments);
  const notes = busy ? [] : blockers.length > 0 ? blockers : advice;
  return (
    <Step number={2} title="Train">
      <div className="fss-presets" role="radiogroup" aria-label="Preset">
        {PRESETS.map(({ preset, label, hint }) => (
          <label
            key={preset}
            className={preset === chosen ? 'fss-preset fss-preset-chosen' : 'fss-preset'}
            title={hint}
          >
            <input
              type="radio"
              name="fss-preset"
              className="fss-visually-hidden"
              checked={preset === chosen}
              disabled={busy}
              data-cy={`few-shot-preset-${preset}`}
              onChange={() => run('fewShotSetPreset', { preset })}
            />
            {label}
          </label>
        ))}
      </div>
      <div className="fss-row">
        <CommandButton
          primary
          grow
          name="train"
          disabled={busy || blockers.length > 0}
          aria-describedby="fss-training-notes"
          call={['fewShotTrain']}
        >
          {trainedBefore ? 'Train again' : 'Train'}
        </CommandButton>
        {busy && (
          <CommandButton name="stop" disabled={phase === 'stopping'} call={['fewShotStop']}>
            {phase === 'stopping' ? 'Stopping…' : 'Stop'}
          </CommandButton>
        )}
      </div>
      <ul
        id="fss-training-notes"
        className={blockers.length > 0 ? 'fss-notes fss-notes-blocking' : 'fss-notes'}
        data-cy={blockers.length > 0 && !busy ? 'few-shot-blockers' : 'few-shot-advice'}
        aria-live="polite"
      >
        {notes.map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
      <TrainingReport />
    </Step>
  );
}

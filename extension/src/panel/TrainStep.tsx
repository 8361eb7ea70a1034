import { useEffect, useRef } from 'react';
import type { Preset } from '../../../src/worker/protocol';
import { trainingAdvice, trainingBlockers } from '../session/trainingBlockers';
import { CommandButton } from './CommandButton';
import { formatMoment } from './formatMoment';
import { Models } from './Models';
import { Step } from './Step';
import { TrainingReport } from './TrainingReport';
import { useCommand, useSessionState } from './usePanel';

const PRESETS: { preset: Preset; label: string; time: string; fastTime: string; hint: string }[] = [
  { preset: 'fast', label: 'Fast', time: '1 min', fastTime: '10 s', hint: 'For a first look' },
  { preset: 'balanced', label: 'Balanced', time: '3 min', fastTime: '30 s', hint: 'Better masks' },
  { preset: 'thorough', label: 'Thorough', time: '10 min', fastTime: '2 min', hint: 'The finest masks' },
];

/** Longer than a stroke: the reader may go on drawing, ms. */
const PREPARE_MS = 500;

/** Prepares the engine for what the next training depends on. */
function usePreparation(preset: Preset, segments: number, examples: number): void {
  const run = useRef(useCommand());
  useEffect(() => {
    const timer = setTimeout(() => run.current('fewShotPrepare'), PREPARE_MS);
    return () => clearTimeout(timer);
  }, [preset, segments, examples]);
}

/** Step 2: training and its progress. */
export function TrainStep() {
  const examples = useSessionState((state) => state.examples);
  const segments = useSessionState((state) => state.segments);
  const chosen = useSessionState((state) => state.preset);
  const phase = useSessionState((state) => state.training.phase);
  // The backend is known from the first training on; until then the longer time is announced.
  const quick = useSessionState(({ backend }) => backend?.name === 'webgpu' && !backend.software);
  const trainedBefore = useSessionState((state) => state.model !== undefined);
  const interrupted = useSessionState((state) => state.interrupted);
  const run = useCommand();
  const busy = phase !== 'idle';
  usePreparation(chosen, segments.length, examples.length);
  const blockers = trainingBlockers(examples, segments);
  const advice = trainingAdvice(examples, segments);
  const notes = busy ? [] : blockers.length > 0 ? blockers : advice;
  return (
    <Step number={2} title="Train">
      <div className="fss-presets" role="radiogroup" aria-label="Preset">
        {PRESETS.map(({ preset, label, time, fastTime, hint }) => (
          <label
            key={preset}
            className={preset === chosen ? 'fss-preset fss-preset-chosen' : 'fss-preset'}
            title={`${hint}. Trains for about ${time}, on a graphics card ${fastTime}.`}
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
            <span>{label}</span>
            <span className="fss-preset-time">{quick ? fastTime : time}</span>
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
        {!busy && interrupted && (
          <CommandButton
            name="continue-training"
            disabled={blockers.length > 0}
            title={`Continues the training that was interrupted at ${formatMoment(interrupted.savedAt)}`}
            call={['fewShotTrain', { resume: true }]}
          >
            Continue
          </CommandButton>
        )}
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
      <Models />
    </Step>
  );
}

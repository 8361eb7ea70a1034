import { CommandButton } from './CommandButton';
import { ExampleTile } from './ExampleTile';
import { SegmentList } from './SegmentList';
import { Step } from './Step';
import { StudyMasks } from './StudyMasks';
import { SuggestedImage } from './SuggestedImage';
import { UnusableSeries } from './UnusableSeries';
import { useCommand, useSessionState } from './usePanel';

/** Step 1: the images to train on. They appear as the reader draws. */
export function ExamplesStep() {
  const examples = useSessionState((state) => state.examples);
  const results = useSessionState((state) => state.openedResults);
  const run = useCommand();
  const included = examples.filter((example) => example.included).length;
  const tiles = examples.filter(({ kind }) => kind !== 'accepted');
  const accepted = examples.length - tiles.length;
  return (
    <Step
      number={1}
      title="Examples"
      aside={examples.length > 0 ? `${included} of ${examples.length} included` : undefined}
    >
      <div className="fss-row fss-drawing" role="group" aria-label="Drawing">
        <CommandButton name="brush" call={['fewShotDraw']}>
          Brush
        </CommandButton>
        <CommandButton name="eraser" call={['fewShotDraw', { tool: 'CircularEraser' }]}>
          Eraser
        </CommandButton>
        <CommandButton
          name="nothing-here"
          title="Mark the image in the active viewport as one without the structure. Press again to remove the mark."
          call={['fewShotMarkNothingHere']}
        >
          Nothing here
        </CommandButton>
        <CommandButton
          name="extend"
          title="Carry the mask of the shown image over to the three images before and after it, as proposals to check (F). Masks that you drew or judged stay."
          call={['fewShotExtend']}
        >
          Extend
        </CommandButton>
      </div>
      <UnusableSeries />
      <StudyMasks />
      {results.count > 0 && (
        <label className="fss-check">
          <input
            type="checkbox"
            checked={results.used}
            data-cy="few-shot-use-results"
            onChange={() => run('fewShotUseOpenedResults', { used: !results.used })}
          />
          Also train on opened results of earlier sessions
        </label>
      )}
      {examples.length === 0 ? (
        <p className="fss-hint" data-cy="few-shot-examples-empty">
          Draw the structure on a few images: they appear here. A DICOM SEG opened in the viewer counts as
          drawn. More tools are in the Labelmap tab.
        </p>
      ) : (
        <>
          <SegmentList />
          <ul className="fss-examples" aria-label="Examples">
            {tiles.map((example, index) => (
              <ExampleTile key={example.key} example={example} number={index + 1} />
            ))}
          </ul>
          <SuggestedImage />
          {accepted > 0 && (
            <p className="fss-hint" data-cy="few-shot-accepted-examples">
              {accepted === 1
                ? '1 accepted mask is an example, too.'
                : `${accepted} accepted masks are examples, too.`}
            </p>
          )}
        </>
      )}
    </Step>
  );
}

import { CommandButton } from './CommandButton';
import { useSessionState } from './usePanel';

/** So many do not hide the examples below. */
const FEW = 3;

/** Segmentations and structure sets of the study, whose masks can become examples. */
export function StudyMasks() {
  const masks = useSessionState((state) => state.studyMasks);
  if (masks.length === 0) return null;
  return (
    <details className="fss-details" data-cy="few-shot-study-masks" open={masks.length <= FEW}>
      <summary title="Segmentations and structure sets that other software, or an earlier session, stored">
        Masks in this study ({masks.length})
      </summary>
      <ul className="fss-study-masks" aria-label="Masks in this study">
        {masks.map(({ id, name, detail, stage, hasProposals }, i) => (
          <li key={id} data-cy={`few-shot-masks-${i + 1}`} data-stage={stage}>
            <span className="fss-study-masks-name">
              {name}
              <span className="fss-muted">{detail}</span>
            </span>
            {stage === 'used' ? (
              <span className="fss-muted">In the viewer</span>
            ) : (
              <>
                {hasProposals && (
                  <CommandButton
                    name={`masks-${i + 1}-review`}
                    disabled={stage === 'reading'}
                    title="Proposes these masks on their images, to be accepted or corrected"
                    call={['fewShotReviewMasks', { id }]}
                  >
                    {stage === 'reading' ? 'Reading …' : 'Review'}
                  </CommandButton>
                )}
                <CommandButton
                  name={`masks-${i + 1}-use`}
                  disabled={stage === 'reading'}
                  title="Shows these masks on their images and trains on them. Images that have a mask already keep it."
                  call={['fewShotUseMasks', { id }]}
                >
                  {stage === 'reading' && !hasProposals ? 'Reading …' : 'Use as examples'}
                </CommandButton>
              </>
            )}
          </li>
        ))}
      </ul>
    </details>
  );
}

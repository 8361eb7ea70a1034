import type { Tour, TourStep } from './types';

/** How long a step waits for what it points at, ms. */
const PATIENCE_MS = 10_000;

/** Resolves when the page has such an element, or will hardly get one any more. */
function waitFor(selector: string): Promise<void> {
  const until = Date.now() + PATIENCE_MS;
  return new Promise((resolve) => {
    const look = () => {
      if (document.querySelector(selector) || Date.now() > until) resolve();
      else setTimeout(look, 100);
    };
    look();
  });
}

function step(
  id: string,
  title: string,
  selector: string,
  on: 'left' | 'bottom' | 'top',
  text: string,
): TourStep {
  return { id, title, text, attachTo: { element: selector, on }, beforeShowPromise: () => waitFor(selector) };
}

const inPanel = (name: string) => `[data-cy="few-shot-${name}"]`;

/**
 * Six steps for readers who use the mode for the first time, shown once per browser by OHIF. The panel shows
 * them again by removing the id from OHIF's list of shown tours.
 */
export const TOUR: Tour = {
  id: 'fewShotTour',
  route: '/few-shot-segment',
  steps: [
    step(
      'draw',
      'Draw on a few images',
      inPanel('step-1'),
      'left',
      'Open a series, press Brush, and draw the structure on about four images spread over it. Mark one or two without it as “Nothing here”.',
    ),
    step(
      'train',
      'Train',
      inPanel('step-2'),
      'left',
      'Your browser then trains a network on your masks. Nothing leaves this computer. Fast is enough for a first look.',
    ),
    step(
      'result',
      'Masks on all images',
      inPanel('step-3'),
      'left',
      'The masks of the ticked series appear here, those that need you most first. This line always says what you can do next.',
    ),
    step(
      'review',
      'Review by keys',
      '.viewport-element',
      'top',
      'J shows the next mask to check, Y accepts it, X rejects it. U shows where the model hesitates. Ctrl+Z undoes any of it.',
    ),
    step(
      'correct',
      'Correct with a stroke',
      '.viewport-element',
      'top',
      'Paint on a mask, or draw a short line: D adds, S removes up to the nearest edge. Refine then learns from it and updates all other masks.',
    ),
    step(
      'keep',
      'Nothing is lost',
      inPanel('tour'),
      'left',
      'Your work is saved in this browser as you go. Store sends the masks to the archive as DICOM SEG. “Tour” in this panel shows these steps again.',
    ),
  ],
  tourOptions: {
    useModalOverlay: true,
    defaultStepOptions: {
      buttons: [
        {
          text: 'Skip',
          secondary: true,
          action() {
            this.cancel();
          },
        },
        {
          text: 'Next',
          action() {
            this.next();
          },
        },
      ],
    },
  },
};

import { useEffect, useRef } from 'react';
import type { GeneratedPair } from '../../../src/worker/protocol';
import type { Rgb } from '../state/SessionState';
import { useSessionState } from './usePanel';

const MAX_PAIRS = 4;

/** The newest generated pairs: a mask above the image that was made from it. */
export function PairStrip({ pairs }: { pairs: readonly GeneratedPair[] }) {
  const segments = useSessionState((state) => state.segments);
  const colours = new Map(segments.map(({ index, colour }) => [index, colour]));
  return (
    <figure className="fss-pairs" data-cy="few-shot-pairs">
      <figcaption>Generated from masks</figcaption>
      <div className="fss-pairs-row">
        {pairs.slice(0, MAX_PAIRS).map((pair, i) => (
          <div key={i} className="fss-pair">
            <Picture
              size={pair.size}
              rgb={(at) => colours.get(pair.mask[at]) ?? [0, 0, 0]}
              pair={pair}
              name="Mask"
            />
            <Picture size={pair.size} rgb={(at) => colourAt(pair, at)} pair={pair} name="Generated image" />
          </div>
        ))}
      </div>
    </figure>
  );
}

/** A grey image repeats its channel for red, green and blue. */
function colourAt({ image, channels }: GeneratedPair, at: number): Rgb {
  const [red, green, blue] = channels === 3 ? [0, 1, 2] : [0, 0, 0];
  return [image[channels * at + red], image[channels * at + green], image[channels * at + blue]];
}

interface PictureProps {
  size: number;
  rgb: (at: number) => Rgb;
  pair: GeneratedPair;
  name: string;
}

function Picture({ size, rgb, pair, name }: PictureProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    const picture = context.createImageData(size, size);
    const { data } = picture;
    for (let at = 0, to = 0; at < size * size; at++) {
      const [red, green, blue] = rgb(at);
      data[to++] = red;
      data[to++] = green;
      data[to++] = blue;
      data[to++] = 255;
    }
    context.putImageData(picture, 0, 0);
  }, [pair]);
  return <canvas ref={canvas} width={size} height={size} role="img" aria-label={name} />;
}

/**
 * Renders the reference ventricles' outline on every second plane of the three directions, to be judged by
 * eye:
 *
 *   npx tsx test/reference/renderVentricles.ts [FOLDER]
 *
 * writes ventricles-axial.png, -coronal.png and -sagittal.png (default folder: test-results).
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { PNG } from 'pngjs';
import { brainImages, brainSeries, cutPlane, type BrainSeries } from '../../demo/study/brainSeries';
import { loadReferenceVentricles, type ReferenceVentricles } from './ventricles';

const imagesAcross = 6;
const zoom = 2;

async function main(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const reference = await loadReferenceVentricles();
  for (const series of brainSeries) {
    const name = `ventricles-${series.description.replace('T1 ', '')}.png`;
    writeFileSync(path.join(folder, name), montage(reference, series));
    console.log(path.join(folder, name));
  }
}

function montage(reference: ReferenceVentricles, series: BrainSeries): Buffer {
  const planes = reference.series(series.description).filter(({ area }) => area > 0);
  const images = brainImages(reference.t1, series);
  const { rows, columns } = planes[0];
  const png = new PNG({
    width: imagesAcross * columns * zoom,
    height: Math.ceil(planes.length / imagesAcross) * rows * zoom,
  });
  planes.forEach(({ instanceNumber, labelmap }, place) => {
    const greys = cutPlane(reference.t1, images[instanceNumber - 1]);
    const left = (place % imagesAcross) * columns * zoom;
    const top = Math.floor(place / imagesAcross) * rows * zoom;
    for (let y = 0; y < rows * zoom; y++) {
      for (let x = 0; x < columns * zoom; x++) {
        const pixel = Math.floor(y / zoom) * columns + Math.floor(x / zoom);
        const outline = labelmap[pixel] === 1 && isEdge(labelmap, pixel, columns);
        const target = 4 * ((top + y) * png.width + left + x);
        png.data.set(outline ? [255, 60, 60, 255] : [greys[pixel], greys[pixel], greys[pixel], 255], target);
      }
    }
  });
  return PNG.sync.write(png);
}

function isEdge(labelmap: Uint8Array, pixel: number, columns: number): boolean {
  return [pixel - 1, pixel + 1, pixel - columns, pixel + columns].some((neighbour) => !labelmap[neighbour]);
}

void main(process.argv[2] ?? 'test-results');

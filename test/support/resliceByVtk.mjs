/**
 * Resamples a volume by the Visualization Toolkit (vtk.js), nearest neighbour. Reads JSON from stdin:
 * `volume` and `plane`, each with `size` (columns, rows, slices), `spacing`, `origin` and `direction` (of
 * columns, rows and slices, nine numbers), and the volume's `values`. Prints the values on the plane. A
 * process of its own, as vtk.js is published in ES modules only.
 */
import { readFileSync } from 'node:fs';
import vtkDataArray from '@kitware/vtk.js/Common/Core/DataArray.js';
import vtkImageData from '@kitware/vtk.js/Common/DataModel/ImageData.js';
import vtkImageReslice from '@kitware/vtk.js/Imaging/Core/ImageReslice.js';

const { volume, plane } = JSON.parse(readFileSync(0, 'utf8'));
const input = vtkImageData.newInstance({ spacing: volume.spacing, origin: volume.origin });
input.setDirection(volume.direction);
input.setDimensions(...volume.size);
const values = Uint8Array.from(volume.values);
input.getPointData().setScalars(vtkDataArray.newInstance({ numberOfComponents: 1, values }));
const reslice = vtkImageReslice.newInstance();
reslice.setInputData(input);
reslice.setOutputSpacing(plane.spacing);
reslice.setOutputOrigin(plane.origin);
reslice.setOutputDirection(plane.direction);
reslice.setOutputExtent(plane.size.flatMap((count) => [0, count - 1]));
reslice.update();
process.stdout.write(JSON.stringify([...reslice.getOutputData().getPointData().getScalars().getData()]));

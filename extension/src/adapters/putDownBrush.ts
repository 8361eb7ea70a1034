import type { Ohif } from '../ohif/Ohif';

/** Activates the viewer's window tool, so that a click on an image to look at does not draw on it. */
export function putDownBrush({ commands }: Ohif): void {
  commands.run('setToolActiveToolbar', { toolName: 'WindowLevel', toolGroupIds: ['default', 'mpr'] });
}

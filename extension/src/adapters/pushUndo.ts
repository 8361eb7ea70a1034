import type { Ohif } from '../ohif/Ohif';

/**
 * Adds a step to the viewer's undo history, to which the commands and hotkeys *Undo* and *Redo* apply.
 *
 * @param restore called with true to undo the step and with false to repeat it
 */
export function pushUndo({ cornerstone }: Ohif, restore: (isUndo: boolean) => void): void {
  const { DefaultHistoryMemo } = cornerstone.utilities.HistoryMemo;
  DefaultHistoryMemo.push({ restoreMemo: (isUndo) => restore(isUndo !== false) });
}

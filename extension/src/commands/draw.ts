import { startDrawing } from '../adapters/startDrawing';
import { errorText } from '../state/SessionError';
import { clearMessages, showMessage } from '../session/SessionStore';
import type { Command } from './Command';

/** Activates the brush or another tool; creates a labelmap to draw on when there is none. */
export const draw: Command<'fewShotDraw'> = async (
  { ohif, store, predicted },
  { tool = 'CircularBrush' },
) => {
  clearMessages(store, 'draw');
  try {
    await startDrawing(ohif, predicted, tool);
  } catch (error) {
    showMessage(store, { id: 'draw', kind: 'warning', text: errorText(error) });
  }
};

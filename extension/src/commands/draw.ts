import { startDrawing, type DrawingTool } from '../adapters/startDrawing';
import { errorText } from '../session/SessionError';
import { clearMessages, showMessage } from '../session/SessionStore';
import type { Command } from './Command';

interface Options {
  tool?: DrawingTool;
}

/** Takes the brush (or another tool) in hand; makes a labelmap to draw on when there is none. */
export const draw: Command<Options, Promise<void>> = async (
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

import { addStrokeTools } from '../adapters/addStrokeTools';
import { startDrawing } from '../adapters/startDrawing';
import { errorText } from '../state/SessionError';
import { correctByStroke } from '../session/correctByStroke';
import { drawingProblem } from '../session/drawingProblem';
import { clearMessages, showMessage } from '../session/SessionStore';
import type { Command } from './Command';

/** Activates the brush or another tool; creates a labelmap to draw on when there is none. */
export const draw: Command<'fewShotDraw'> = async (session, { tool = 'CircularBrush' }) => {
  const { ohif, store, predicted } = session;
  clearMessages(store, 'draw');
  const problem = drawingProblem(session);
  if (problem) {
    showMessage(store, { id: 'draw', kind: 'warning', text: problem });
    return;
  }
  try {
    if (tool === 'FewShotAdd' || tool === 'FewShotRemove') {
      addStrokeTools(ohif, (stroke) => void correctByStroke(session, stroke));
    }
    await startDrawing(ohif, predicted, tool);
  } catch (error) {
    showMessage(store, { id: 'draw', kind: 'warning', text: errorText(error) });
  }
};

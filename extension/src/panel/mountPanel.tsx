import { createRoot } from 'react-dom/client';
import chartStyles from 'uplot/dist/uPlot.min.css';
import { addStyles } from '../ohif/addStyles';
import type { Session } from '../session/Session';
import { Panel } from './Panel';
import panelStyles from './panel.css';
import { SessionContext } from './usePanel';

const STYLE_ID = 'few-shot-segment-styles';

/**
 * Renders the panel into an element of the viewer, with its own copy of React, because the viewer does not
 * share its copy.
 *
 * @returns a function that removes the panel
 */
export function mountPanel(host: HTMLElement, session: Session): () => void {
  addStyles(STYLE_ID, `${chartStyles}\n${panelStyles}`);
  const root = createRoot(host);
  root.render(
    <SessionContext.Provider value={session}>
      <Panel />
    </SessionContext.Provider>,
  );
  return () => {
    // Deferred, because the viewer's React may be rendering at this moment.
    setTimeout(() => root.unmount());
  };
}

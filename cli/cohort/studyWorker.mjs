/** The program of a worker process of a cohort. */
import workerpool from 'workerpool';
import { loadSources } from '../loadSources.mjs';

// As in the command itself: TF.js prints advice, and stdout is for results.
console.log = console.info = console.warn = () => undefined;
process.removeAllListeners('warning');
const { loadStudyTasks } = await loadSources();
workerpool.worker(await loadStudyTasks());

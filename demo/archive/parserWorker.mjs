/** The program of a worker thread of the archive's parser. */
import { register } from 'tsx/esm/api';
import workerpool from 'workerpool';

register();
const { parserTasks } = await import('./parserTasks.ts');
workerpool.worker(parserTasks);

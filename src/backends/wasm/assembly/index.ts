export { configure, runParallel, serve } from './parallel';

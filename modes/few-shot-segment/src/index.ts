import { mode } from './mode';

export default mode;

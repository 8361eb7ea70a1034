import { mode } from './mode';
import type published from './package';

export default mode satisfies typeof published;

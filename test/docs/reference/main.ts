/** Generates the reference pages and tables of README and guides: `npx projen reference`. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { referencePages } from './pages';
import { ROOT } from '../pages';

Object.entries(referencePages()).forEach(([path, text]) => writeFileSync(join(ROOT, path), text));

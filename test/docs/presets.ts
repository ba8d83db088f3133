/** Writes docs/presets.md: `npx projen presets`. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './pages';
import { presetPage } from './preset-table';

writeFileSync(join(ROOT, 'docs/presets.md'), presetPage());

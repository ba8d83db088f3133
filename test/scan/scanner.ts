import { basename, join } from 'node:path';
import type { Finding } from './findings';
import type { ScannedTemplate } from './templates';
import { VirtualEnvironment } from '../../integ/emulator/virtual-environment';

/** One judge of templates. */
export interface Scanner {
  readonly name: string;
  scan(templates: ScannedTemplate[]): Promise<Finding[]>;
}

/** The scanners that are written in Python. */
export const PYTHON_TOOLS = new VirtualEnvironment('scan-venv', join(__dirname, 'requirements.txt'));

/** The template of a file: scanners write its path in ways of their own. */
export function templateOf(templates: ScannedTemplate[], file: string): ScannedTemplate {
  const found = templates.find((template) => basename(template.file) === basename(file));
  if (!found) {
    throw new Error(`${file} was not to be scanned`);
  }
  return found;
}

import { basename, join } from 'node:path';
import type { Finding } from './findings';
import type { ScannedTemplate } from './templates';
import { VirtualEnvironment } from '../../integ/emulator/virtual-environment';

/** A tool that scans templates. */
export interface Scanner {
  readonly name: string;
  scan(templates: ScannedTemplate[]): Promise<Finding[]>;
}

/** The scanners that are written in Python. */
export const PYTHON_TOOLS = new VirtualEnvironment('scan-venv', join(__dirname, 'requirements.txt'));

/** Returns the template of a file. Only the file name is compared, because scanners report different forms of the path. */
export function templateOf(templates: ScannedTemplate[], file: string): ScannedTemplate {
  const found = templates.find((template) => basename(template.file) === basename(file));
  if (!found) {
    throw new Error(`${file} is not one of the scanned templates`);
  }
  return found;
}

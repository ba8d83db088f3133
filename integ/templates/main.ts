/** Writes a CloudFormation template for each preset, for use without the CDK. Requires bundled functions. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileNameOf, templateOf, yamlOf } from './template';
import { EnvironmentType } from '../../src';

const FOLDER = join(__dirname, '../../dist/templates');

mkdirSync(FOLDER, { recursive: true });
for (const type of Object.values(EnvironmentType)) {
  const file = join(FOLDER, fileNameOf(type));
  writeFileSync(file, yamlOf(templateOf(type)));
  console.log(file);
}

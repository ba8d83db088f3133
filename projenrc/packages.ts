import { readFileSync } from 'node:fs';
import { TextFile, type awscdk } from 'projen';

const LANGUAGES = ['js', 'python', 'java'];

/** The license names the copyright holder, and the packages contain what users need. */
export function addPackages(library: awscdk.AwsCdkConstructLibrary, copyright: string): void {
  library.tryRemoveFile('LICENSE');
  new TextFile(library, 'LICENSE', { marker: false, committed: true, lines: licenseOf(copyright) });
  // Semantic versioning defines the stability, which README states once. jsii would repeat it for every member in every language.
  library.package.addField('stability', undefined);
  LANGUAGES.forEach((language) => library.tasks.tryFind(`package:${language}`)!.reset(`node .ci/package.js ${language} -v`));
  ['/.cspell.json', '/examples/'].forEach((path) => library.addPackageIgnore(path));
}

function licenseOf(copyright: string): string[] {
  const text = readFileSync(require.resolve('projen/license-text/Apache-2.0.txt'), 'utf8');
  return text.replace('[yyyy] [name of copyright owner]', copyright).split('\n');
}

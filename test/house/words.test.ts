import { avoidedIn, readFiles } from './words';

test('the repository uses the terms of AWS and the CDK, one for each thing', () => {
  const files = readFiles();
  expect(files.map(({ path }) => path)).toEqual(expect.arrayContaining(['README.md', 'API.md', 'CONTROLS.md', 'src/index.ts', 'docs/README.md']));
  expect(files.flatMap(({ path, text }) => avoidedIn(path, text))).toEqual([]);
});

test.each([
  'a severe event is told three times', 'const tellsTopic = true;', 'nothing is HEARD', 'writes the page anew', 'it stands in the policy', 'is not ours to change',
  'waited in vain', 'quietAlarms', 'a strict alarm', 'known to the deployment only', 'on-call people hear_of it',
])("finds the word to avoid in '%s'", (line) => expect(avoidedIn('a.ts', `first\n${line}`)).toEqual([expect.stringMatching(/^a\.ts:2: '.+' \(write .+\)$/)]));

test.each(['DeleteObjects({ Delete: { Quiet: true } })', '"strict": true', 'pip install --quiet', 'heartbeat', 'understands input'])(
  "accepts '%s'", (line) => expect(avoidedIn('a.ts', line)).toEqual([]));

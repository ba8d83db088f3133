// Adds the changes of a release to CHANGELOG.md while the packages are created, because the packages contain the file but no commit does:
// `add` inserts dist/changelog.md, which the bump generates, above the older releases, and `remove` removes it. Does nothing without a bump.
const fs = require('node:fs');

const RELEASE = 'dist/changelog.md';
const CHANGELOG = 'CHANGELOG.md';

const read = (file) => (fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '');
const release = read(RELEASE).trim();

if (release) {
  const entry = `${release}\n\n`;
  // An interrupted run leaves the entry in the file.
  const committed = read(CHANGELOG).replace(entry, '');
  const older = committed.search(/^## /m);
  const end = older < 0 ? committed.length : older;
  const text = process.argv[2] === 'add' ? committed.slice(0, end) + entry + committed.slice(end) : committed;
  if (text) {
    fs.writeFileSync(CHANGELOG, text);
  } else {
    fs.rmSync(CHANGELOG, { force: true });
  }
}

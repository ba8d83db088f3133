// The packages of a release say what has changed in it: `add` puts what the bump wrote to dist/changelog.md into CHANGELOG.md, above the older
// releases, before they are packed. `remove` takes it out again, because no commit carries it. Without a bump nothing happens.
const fs = require('node:fs');

const RELEASE = 'dist/changelog.md';
const CHANGELOG = 'CHANGELOG.md';

const read = (file) => (fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '');
const release = read(RELEASE).trim();

if (release) {
  const entry = `${release}\n\n`;
  // What ended in between has left it there.
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

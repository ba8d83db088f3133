// Moves the inline source map of each compiled file to a separate file. Inline source maps are base64-encoded, compress badly, and were the
// largest part of the package.
const fs = require('node:fs');
const path = require('node:path');

const lib = path.join(__dirname, '..', 'lib');
for (const name of fs.readdirSync(lib, { recursive: true }).filter((file) => file.endsWith('.js'))) {
  const file = path.join(lib, name);
  const map = `${path.basename(name)}.map`;
  const text = fs.readFileSync(file, 'utf8');
  const moved = text.replace(/^\/\/# sourceMappingURL=data:application\/json;base64,(.+)$/m, (_, encoded) => {
    fs.writeFileSync(path.join(path.dirname(file), map), Buffer.from(encoded, 'base64'));
    return `//# sourceMappingURL=${map}`;
  });
  fs.writeFileSync(file, moved);
}

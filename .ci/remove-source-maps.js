// Removes the inline source map of each compiled file. The sources are not in the package, and with the maps, errors would name lines of files
// that users do not have. The compiled files are readable, and stack traces name their lines.
const fs = require('node:fs');
const path = require('node:path');

const lib = path.join(__dirname, '..', 'lib');
for (const name of fs.readdirSync(lib, { recursive: true }).filter((file) => file.endsWith('.js'))) {
  const file = path.join(lib, name);
  fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replace(/^\/\/# sourceMappingURL=data:.+\n?$/m, ''));
}

const { readFileSync } = require('node:fs');
const Sequencer = require('@jest/test-sequencer').default;

/**
 * The suites that deploy to the emulator come first: they take longest and often wait, and the others fill the time beside them. Where jest has
 * not measured yet it sorts by the size of the files, which says nothing about these.
 */
class EmulatorFirst extends Sequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    const deploys = ({ path }) => readFileSync(path, 'utf8').includes('useLocalAws()');
    return [...sorted.filter(deploys), ...sorted.filter((test) => !deploys(test))];
  }
}

module.exports = EmulatorFirst;

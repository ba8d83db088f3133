const { readFileSync } = require('node:fs');
const Sequencer = require('@jest/test-sequencer').default;

/**
 * Runs the suites that deploy to the emulator first. They take the longest and are often idle, so that other suites can run at the same time. Without
 * earlier measurements, jest sorts suites by file size, which does not correspond to the duration of these suites.
 */
class EmulatorFirst extends Sequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    const deploys = ({ path }) => readFileSync(path, 'utf8').includes('useLocalAws()');
    return [...sorted.filter(deploys), ...sorted.filter((test) => !deploys(test))];
  }
}

module.exports = EmulatorFirst;

const { readFileSync } = require('node:fs');
const Sequencer = require('@jest/test-sequencer').default;

/**
 * Runs the suites first that deploy to the emulator, or that install tools. They take the longest and are often idle, so that other suites can run
 * at the same time. Without earlier measurements, jest sorts suites by file size, which does not correspond to the duration of these suites.
 */
class WaitingFirst extends Sequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    const waits = ({ path }) => /useLocalAws\(\)|\.install\(\)/.test(readFileSync(path, 'utf8'));
    return [...sorted.filter(waits), ...sorted.filter((test) => !waits(test))];
  }
}

module.exports = WaitingFirst;

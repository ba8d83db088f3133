import type { InScope, Optional } from './control';

/** The file with the tests of the controls. */
export const TEST_FILE = 'test/controls/controls.test.ts';

/** Returns the title of the test of a control. */
export function titleOf({ id, test }: InScope | Optional): string {
  return `${id}: ${test}`;
}

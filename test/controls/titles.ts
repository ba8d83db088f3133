import type { InScope, Optional } from './control';

/** The file of the tests that assert controls. */
export const TEST_FILE = 'test/controls/controls.test.ts';

/** The title of the test that asserts a control. */
export function titleOf({ id, test }: InScope | Optional): string {
  return `${id}: ${test}`;
}

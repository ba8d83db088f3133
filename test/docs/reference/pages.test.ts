import { referencePages } from './pages';
import { page } from '../pages';

test.each(Object.entries(referencePages()))('%s contains what the code defines: npx projen reference', (path, text) => {
  expect(page(path).text).toBe(text);
});

import { CASES } from './cases';
import { BY } from './records';
import { IDENTITY_SOURCES, SOURCES } from './sources';

const recorded = Object.values(CASES)
  .flatMap(({ hits, nearMisses }) => [...Object.values(hits), ...Object.values(nearMisses)])
  .map(({ record }) => `${String(record.eventSource).split('.')[0]}:${record.eventName}`);

describe('the documentation pages of the cases', () => {
  test('cover exactly the events in the cases', () => {
    expect([...new Set(recorded)].sort()).toEqual(Object.keys(SOURCES).sort());
  });

  test('cover exactly the identities in the cases', () => {
    expect(Object.keys(IDENTITY_SOURCES).sort()).toEqual(Object.keys(BY).sort());
  });

  test('are pages of the AWS documentation', () => {
    const pages = [...Object.values(SOURCES), ...Object.values(IDENTITY_SOURCES)];
    expect(pages.filter((page) => !/^https:\/\/docs\.aws\.amazon\.com\/[\w/.-]+\.html$/.test(page))).toEqual([]);
  });
});

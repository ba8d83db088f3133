import { CASES } from './cases';
import { BY } from './records';
import { IDENTITY_SOURCES, SOURCES } from './sources';

const recorded = Object.values(CASES)
  .flatMap(({ hits, nearMisses }) => [...Object.values(hits), ...Object.values(nearMisses)])
  .map(({ record }) => `${String(record.eventSource).split('.')[0]}:${record.eventName}`);

describe('the sources of the cases', () => {
  test('are those of the events in them, all and no others', () => {
    expect([...new Set(recorded)].sort()).toEqual(Object.keys(SOURCES).sort());
  });

  test('are those of everybody who makes a call', () => {
    expect(Object.keys(IDENTITY_SOURCES).sort()).toEqual(Object.keys(BY).sort());
  });

  test('are pages of AWS', () => {
    const pages = [...Object.values(SOURCES), ...Object.values(IDENTITY_SOURCES)];
    expect(pages.filter((page) => !/^https:\/\/docs\.aws\.amazon\.com\/[\w/.-]+\.html$/.test(page))).toEqual([]);
  });
});

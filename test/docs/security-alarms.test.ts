import { page } from './pages';
import { EventSeverity, SecurityAlarms } from '../../src';

const { text } = page('docs/security-alarms.md');
const idsOf = (line: string) => [...line.matchAll(/`(\w+)`/g)].map(([, id]) => id);

describe('guide to security alarms', () => {
  test.each(Object.values(EventSeverity))('lists the events of severity %s', (severity) => {
    const [, line] = new RegExp(`^\\| ${severity} \\|(.+)$`, 'm').exec(text)!;
    expect(idsOf(line)).toEqual(SecurityAlarms.defaultEvents.filter((event) => event.severity === severity).map(({ id }) => id));
  });

  test('lists the events of severity HIGH without a rule', () => {
    const [, line] = /^All of HIGH but (.+) have a rule\./m.exec(text)!;
    expect(idsOf(line)).toEqual(
      SecurityAlarms.defaultEvents.filter(({ severity, eventPattern }) => severity === EventSeverity.HIGH && !eventPattern).map(({ id }) => id));
  });
});

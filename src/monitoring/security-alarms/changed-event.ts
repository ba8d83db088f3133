import { Token } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { hasRealTimeRule, meetsControls, type AlarmRouting, type RoutingProps } from './alarm-routing';
import type { SecurityEventOverride } from './props';
import type { SecurityEvent } from './security-event';
import { Problems } from '../../common/validation/problems';

/** A consequence of an override that its settings do not show. */
interface Consequence {
  readonly applies: (event: SecurityEvent, override: SecurityEventOverride, routing: AlarmRouting, props: RoutingProps) => boolean;
  readonly text: (event: SecurityEvent) => string;
}

const CONSEQUENCES: readonly Consequence[] = [
  {
    applies: ({ controls = [] }, override) => controls.length > 0 && !meetsControls(override),
    text: ({ controls = [] }) => `The compliance alarm does not implement ${controls.join(', ')}, because Security Hub requires the default pattern and a threshold of 1.`,
  },
  {
    applies: (_, { threshold = 1 }) => threshold !== 1,
    text: () => 'The compliance alarm evaluates the sum of its metric instead of the maximum, which whoever can publish in the namespace can lower with negative values.',
  },
  {
    applies: (event, override, _, { realTimeRules }) => {
      const { severity, realTimeRule, eventPattern } = override;
      const isExpected = hasRealTimeRule(event, { severity, realTimeRule, eventPattern }, { realTimeRules });
      return isExpected && !hasRealTimeRule(event, override, { realTimeRules });
    },
    text: () => 'No real-time rule is created, because a rule publishes every event that it matches, and only to a topic. '
      + 'Set realTimeRule of the override to true to create the rule, or to false for no rule.',
  },
  {
    applies: (event, override, routing) => {
      const hasOneThreshold = (override.threshold ?? 1) !== 1 && override.lowNoiseThreshold === undefined;
      return hasOneThreshold && routing.lowNoisePatternOf(event, override) !== undefined && routing.haveSameTopic(event, override);
    },
    text: () => 'The low-noise alarm notifies the same topic after the first event. '
      + 'Specify lowNoiseThreshold of the override, 1 for the first event, or set its lowNoiseEnabled to false.',
  },
];

/** Warns about consequences of an override that the user may not expect. The warning is added to the compliance alarm. */
export function warnOfChangedEvent(
  alarm: Construct, event: SecurityEvent, override: SecurityEventOverride, routing: AlarmRouting, props: RoutingProps,
): void {
  const consequences = CONSEQUENCES.filter(({ applies }) => applies(event, override, routing, props)).map(({ text }) => text(event));
  if (consequences.length > 0) {
    new Problems(alarm).warn('changedEvent', `eventOverrides.${event.id} (${describe(override)}) changes more than these settings: ${consequences.join(' ')}`);
  }
}

/** Returns the names of the settings, and the values of those that are short. */
function describe(override: SecurityEventOverride): string {
  return Object.entries(override).filter(([, value]) => value !== undefined)
    .map(([name, value]) => (/number|boolean/.test(typeof value) && !Token.isUnresolved(value) ? `${name}: ${value}` : name)).join(', ');
}

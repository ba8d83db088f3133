import type { SynthesizedBaseline } from './presets-under-test';

/** Names of AWS's, or that count within their resource only. */
const OTHERS = ['AWSServiceName', 'CACertificateIdentifier', 'EngineName', 'MetricName', 'PolicyName'];

/** The names that the template sets, by logical id and property; references are none. */
export function namesOf({ resources, template }: SynthesizedBaseline): Map<string, string> {
  const names = new Map<string, string>();
  for (const [id, { Properties = {} }] of Object.entries(resources)) {
    for (const [property, value] of Object.entries(Properties)) {
      if (/(Name|Identifier)$/.test(property) && !OTHERS.includes(property) && typeof value === 'string') {
        names.set(`${id}.${property}`, value);
      }
    }
  }
  for (const [id, { Export }] of Object.entries(template.toJSON().Outputs as Record<string, { Export: { Name: string } }>)) {
    names.set(`${id}.Export`, Export.Name);
  }
  return names;
}

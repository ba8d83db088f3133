import type { SynthesizedBaseline } from './presets-under-test';

/** Properties with names that AWS defines, or that are unique only within their resource. */
const OTHER_PROPERTIES = ['AWSServiceName', 'CACertificateIdentifier', 'EngineName', 'MetricName', 'PolicyName'];

/** Returns the names of resources and exports that the template sets, by logical id and property. References are not included. */
export function namesOf({ resources, template }: SynthesizedBaseline): Map<string, string> {
  const names = new Map<string, string>();
  for (const [id, { Properties = {} }] of Object.entries(resources)) {
    for (const [property, value] of Object.entries(Properties)) {
      if (/(Name|Identifier)$/.test(property) && !OTHER_PROPERTIES.includes(property) && typeof value === 'string') {
        names.set(`${id}.${property}`, value);
      }
    }
  }
  for (const [id, { Export }] of Object.entries(template.toJSON().Outputs as Record<string, { Export?: { Name: string } }>).filter(([, output]) => output.Export)) {
    names.set(`${id}.Export`, Export!.Name);
  }
  return names;
}

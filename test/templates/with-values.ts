/** What CloudFormation makes of a part of a template once its parameters have values: no reference to them, and no join of mere texts. */
export function withValues(part: unknown, values: Record<string, string>): unknown {
  if (Array.isArray(part)) {
    return part.map((one) => withValues(one, values));
  }
  if (typeof part !== 'object' || part === null) {
    // CloudFormation takes "true" for true.
    return typeof part === 'boolean' ? String(part) : part;
  }
  if ('Ref' in part && typeof part.Ref === 'string' && part.Ref in values) {
    return values[part.Ref];
  }
  const resolved = Object.fromEntries(Object.entries(part).map(([key, value]) => [key, withValues(value, values)]));
  return 'Fn::Join' in resolved ? joined(resolved as unknown as Join) : resolved;
}

interface Join {
  readonly 'Fn::Join': [string, unknown[]];
}

function joined(join: Join): unknown {
  const [separator, parts] = join['Fn::Join'];
  if (separator !== '' || !Array.isArray(parts)) {
    return join;
  }
  const merged = parts.reduce<unknown[]>((before, part) => {
    const last = before[before.length - 1];
    return typeof last === 'string' && typeof part === 'string' ? [...before.slice(0, -1), last + part] : [...before, part];
  }, []);
  return merged.length === 1 ? merged[0] : { 'Fn::Join': [separator, merged] };
}

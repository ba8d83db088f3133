/** A range of ports, including both ends. Unresolved tokens are equal only to themselves. */
export type Ports = readonly [from: number, to: number];

/** The ranges that remain when some ports are removed from a range. */
export function withoutPorts([first, last]: Ports, removed: number[]): Ports[] {
  const edges = [...new Set(removed)].filter((port) => port >= first && port <= last).sort((a, b) => a - b);
  const starts = [first, ...edges.map((port) => port + 1)];
  const ends = [...edges.map((port) => port - 1), last];
  return starts.map((start, index): Ports => [start, ends[index]]).filter(([start, end]) => start <= end);
}

/** The ports that two lists of ranges have in common. */
export function intersectionOf(some: Ports[], others: Ports[]): Ports[] {
  const overlap = ([from, to]: Ports, [first, last]: Ports): Ports => [Math.max(from, first), Math.min(to, last)];
  return some.flatMap((range) => others.map((other) => overlap(range, other))).filter(([from, to]) => from <= to);
}

/** Whether every port of a range is in at least one of other ranges. */
export function isWithin([from, to]: Ports, ranges: Ports[]): boolean {
  if (ranges.some((range) => range[0] === from && range[1] === to)) {
    return true;
  }
  let next = from;
  for (const [first, last] of [...ranges].sort(([a], [b]) => a - b)) {
    if (first <= next) {
      next = Math.max(next, last + 1);
    }
  }
  return next > to;
}

/** The advance widths of DejaVu Sans in em, rounded up. It is the widest font of `FONT_FAMILY`. */
const REGULAR = widthsOf({
  0.28: "'ijl",
  0.3: 'IJ',
  0.32: ' ,.',
  0.34: '/:;\\|',
  0.36: 'f',
  0.38: '-',
  0.4: '()[]t',
  0.42: '!r',
  0.46: '"',
  0.5: '*_`',
  0.54: '?sz',
  0.56: 'Lc',
  0.58: 'Fk',
  0.6: 'vxy',
  0.62: 'PTYaeo',
  0.64: '$0123456789ESbdghnpqu{}',
  0.66: 'K',
  0.7: 'ABCRVXZ',
  0.74: 'U',
  0.76: 'HN',
  0.78: '&DG',
  0.8: 'OQ',
  0.82: 'w',
  0.84: '#+<=>^~',
  0.88: 'M',
  0.96: '%',
  0.98: 'm',
  1: '@W',
});
/** The advance widths of DejaVu Sans Bold in em, rounded up. */
const BOLD = widthsOf({
  0.32: "'",
  0.36: ' ijl',
  0.38: ',./IJ\\|',
  0.4: ':;',
  0.42: '-',
  0.44: 'f',
  0.46: '!()[]',
  0.48: 't',
  0.5: '_`r',
  0.54: '"*',
  0.58: '?',
  0.6: 'csz',
  0.64: 'L',
  0.66: 'vxy',
  0.68: 'aek',
  0.7: '$0123456789EFTo',
  0.72: 'Sbdghnpqu{}',
  0.74: 'CPYZ',
  0.78: 'ABKRVX',
  0.82: 'U',
  0.84: '#+<=>DGHN^~',
  0.86: 'OQ',
  0.88: '&',
  0.94: 'w',
  1: '@M',
  1.02: '%',
  1.06: 'm',
  1.12: 'W',
});

export const FONT_FAMILY = "-apple-system, 'Segoe UI', Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif";

export interface TextStyle {
  /** The font size in pixels. */
  readonly size: number;
  readonly bold: boolean;
}

export const TITLE: TextStyle = { size: 12, bold: true };
export const DETAIL: TextStyle = { size: 11, bold: false };
/** The distance between two baselines in pixels. */
export const LINE_HEIGHT = 14;

/** The maximum width of a line in pixels. */
export function widthOf(text: string, { size, bold }: TextStyle): number {
  const widths = bold ? BOLD : REGULAR;
  return [...text].reduce((sum, character) => sum + (widths.get(character) ?? 1.2) * size, 0);
}

/** Breaks a text at spaces into lines of at most the width. A word that is wider than the line is not broken. */
export function wrap(text: string, style: TextStyle, width: number): string[] {
  return text.split(' ').reduce<string[]>((lines, word) => {
    const longer = [...lines.slice(-1), word].join(' ');
    return lines.length > 0 && widthOf(longer, style) <= width ? [...lines.slice(0, -1), longer] : [...lines, word];
  }, []);
}

/** A number with its noun, such as "1 topic" or "2 topics". */
export function phrase(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** A number of days, in years if it is a multiple of 365. */
export function daysOf(days: number): string {
  return days % 365 === 0 ? phrase(days / 365, 'year') : phrase(days, 'day');
}

function widthsOf(characters: Record<number, string>): Map<string, number> {
  return new Map(Object.entries(characters).flatMap(([width, group]) => [...group].map((character): [string, number] => [character, Number(width)])));
}

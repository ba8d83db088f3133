import { bottom, boxOf, overlap, right, within, type Area, type Arrow, type Box, type Heading, type Diagram, type Point, type Rectangle } from './diagram';
import { DETAIL, LINE_HEIGHT, TITLE, widthOf, wrap, type TextStyle } from './text';

/** The space between the text and the border of its box. */
const PADDING = 4;
const LABEL_GAP = 4;
const LABEL_HEIGHT = 11;

export interface Line {
  readonly text: string;
  readonly style: TextStyle;
  /** The middle of the line, or its left end if the text is left-aligned. */
  readonly x: number;
  readonly baseline: number;
}

export interface LaidOutBox {
  readonly box: Box;
  readonly lines: readonly Line[];
}

export interface LaidOutArrow {
  readonly arrow: Arrow;
  readonly points: readonly Point[];
  readonly label?: Line;
  /** The area that the label covers. */
  readonly labelArea?: Rectangle;
}

export interface LaidOutArea {
  readonly area: Area;
  readonly line: Line;
}

export interface Layout {
  readonly diagram: Diagram;
  readonly areas: readonly LaidOutArea[];
  readonly boxes: readonly LaidOutBox[];
  readonly arrows: readonly LaidOutArrow[];
  readonly headings: readonly Line[];
}

/** Computes the position of each text and each arrow of the diagram. */
export function layOut(diagram: Diagram): Layout {
  return {
    diagram,
    areas: diagram.areas.map((area) => ({ area, line: titleOf(area) })),
    boxes: diagram.boxes.map((box) => ({ box, lines: linesOf(box) })),
    arrows: diagram.arrows.map((arrow) => layOutArrow(arrow, boxOf(arrow.from, diagram.boxes), boxOf(arrow.to, diagram.boxes))),
    headings: (diagram.headings ?? []).map(headingOf),
  };
}

/** Returns an error for each text that overflows its box, and for boxes, arrows and labels that cover each other. */
export function findIllegibleParts({ diagram, boxes, areas, arrows }: Layout): string[] {
  const page = { x: 0, y: 0, width: diagram.width, height: diagram.height };
  return [
    ...boxes.filter(({ box, lines }) => !lines.every((line) => within(extentOf(line), box))).map(({ box }) => `The text overflows the box "${box.title}".`),
    ...areas.filter(({ area, line }) => widthOf(line.text, line.style) > area.width - 2 * PADDING).map(({ area }) => `The title overflows "${area.title}".`),
    ...[...diagram.boxes, ...diagram.areas].filter((part) => !within(part, page)).map(({ title }) => `"${title}" is outside of the diagram.`),
    ...pairs(diagram.boxes).filter(([a, b]) => overlap(a, b)).map(([a, b]) => `The boxes "${a.title}" and "${b.title}" overlap.`),
    ...arrows.flatMap((arrow) => findCollisions(arrow, diagram.boxes)),
  ];
}

function findCollisions({ arrow: { from, to }, points, labelArea }: LaidOutArrow, boxes: readonly Box[]): string[] {
  const crossed = boxes.filter(({ id }) => id !== from && id !== to).filter((box) => segmentsOf(points).some((segment) => overlap(segment, box)));
  const covered = boxes.filter((box) => labelArea && overlap(labelArea, box));
  const [before, tip] = points.slice(-2);
  const tight = labelArea && before.y === tip.y && labelArea.width > Math.abs(tip.x - before.x);
  return [
    ...(tight ? [`The label of the arrow from ${from} to ${to} is longer than the arrow.`] : []),
    ...crossed.map(({ title }) => `The arrow from ${from} to ${to} crosses the box "${title}".`),
    ...covered.map(({ title }) => `The label of the arrow from ${from} to ${to} covers the box "${title}".`),
  ];
}

function linesOf(box: Box): Line[] {
  const inner = box.width - 2 * PADDING;
  const texts = [
    ...wrap(box.title, TITLE, inner).map((text) => ({ text, style: TITLE })),
    ...(box.details?.() ?? []).flatMap((detail) => wrap(detail, DETAIL, inner)).map((text) => ({ text, style: DETAIL })),
  ];
  const first = box.y + (box.height - texts.length * LINE_HEIGHT) / 2 + 11;
  return texts.map((text, index) => ({ ...text, x: box.x + box.width / 2, baseline: first + index * LINE_HEIGHT }));
}

/** The area that a centered line covers, including the padding. */
function extentOf({ text, style, x, baseline }: Line): Rectangle {
  const width = widthOf(text, style) + 2 * PADDING;
  return { x: x - width / 2, y: baseline - 11, width, height: LINE_HEIGHT };
}

function titleOf(area: Area): Line {
  const baseline = area.titleAtBottom ? bottom(area) - 5 : area.y + 14;
  return { text: area.title, style: area.kind === 'zone' ? DETAIL : TITLE, x: area.x + 8, baseline };
}

function headingOf({ title, x, y, width, height }: Heading): Line {
  return { text: title, style: TITLE, x: x + width / 2, baseline: y + height - 4 };
}

function layOutArrow(arrow: Arrow, from: Box, to: Box): LaidOutArrow {
  const points = pointsOf(arrow, from, to);
  return arrow.label === undefined ? { arrow, points } : { arrow, points, ...labelOf(arrow.label, points) };
}

function pointsOf({ at, elbow }: Arrow, from: Box, to: Box): Point[] {
  if (elbow) {
    const [x, y] = [from.x + from.width / 2, at ?? to.y + to.height / 2];
    return [{ x, y: bottom(from) }, { x, y }, { x: to.x, y }];
  }
  const rows: [number, number] = [Math.max(from.y, to.y), Math.min(bottom(from), bottom(to))];
  if (rows[0] < rows[1]) {
    const y = at ?? middle(rows);
    return from.x < to.x ? [{ x: right(from), y }, { x: to.x, y }] : [{ x: from.x, y }, { x: right(to), y }];
  }
  const x = at ?? middle([Math.max(from.x, to.x), Math.min(right(from), right(to))]);
  return from.y < to.y ? [{ x, y: bottom(from) }, { x, y: to.y }] : [{ x, y: from.y }, { x, y: bottom(to) }];
}

/** Places the label above the last segment if it is horizontal, and to its right if it is vertical. */
function labelOf(text: string, points: Point[]): Pick<LaidOutArrow, 'label' | 'labelArea'> {
  const [start, end] = points.slice(-2);
  const width = widthOf(text, DETAIL);
  const center = { x: (start.x + end.x) / 2, y: (start.y + end.y) / 2 };
  const [x, baseline] = start.y === end.y ? [center.x, center.y - LABEL_GAP] : [center.x + LABEL_GAP + width / 2, center.y + LABEL_GAP];
  return { label: { text, style: DETAIL, x, baseline }, labelArea: { x: x - width / 2, y: baseline - LABEL_HEIGHT + 2, width, height: LABEL_HEIGHT } };
}

/** The straight segments of an arrow, as thin rectangles. */
function segmentsOf(points: readonly Point[]): Rectangle[] {
  return points.slice(1).map((end, index) => {
    const start = points[index];
    return { x: Math.min(start.x, end.x), y: Math.min(start.y, end.y), width: Math.abs(end.x - start.x) || 1, height: Math.abs(end.y - start.y) || 1 };
  });
}

function middle([start, end]: [number, number]): number {
  return (start + end) / 2;
}

function pairs<T>(items: readonly T[]): [T, T][] {
  return items.flatMap((item, index) => items.slice(index + 1).map((other): [T, T] => [item, other]));
}

import type { TemplateGraph } from './template-graph';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Rectangle extends Point {
  readonly width: number;
  readonly height: number;
}

/** What a box or an arrow is about, which decides its color. */
export type Flow = 'requests' | 'logs' | 'notifications' | 'encryption';

/** A box of the picture: the resources of the template that it represents. */
export interface Box extends Rectangle {
  /** Identifies the box in arrows. */
  readonly id: string;
  readonly title: string;
  readonly flow: Flow;
  /** The resources of the template; none is an error. */
  readonly resources: readonly string[];
  /** Lines below the title. They are not composed when there are no resources. */
  readonly details?: () => readonly string[];
}

/** A frame around boxes. */
export interface Area extends Rectangle {
  readonly title: string;
  readonly kind: 'lane' | 'vpc' | 'tier' | 'zone';
  readonly resources?: readonly string[];
  /** Where the title is. @default - at the top */
  readonly titleAtBottom?: boolean;
}

/** A part of the picture that is a subnet: a resource is in every subnet over which its box is drawn. */
export interface SubnetCell extends Rectangle {
  readonly subnet: string;
}

/** Whether the template connects two resources. */
export type Connection = (from: string, to: string) => boolean;

/** An arrow from a box to another. Every resource of the first must have a connection to the second. */
export interface Arrow {
  /** The ids of the boxes. */
  readonly from: string;
  readonly to: string;
  readonly connected: Connection;
  readonly flow: Flow;
  readonly label?: string;
  /** The coordinate of a straight arrow on the other axis. @default - the middle of what the boxes have in common */
  readonly at?: number;
  /** Whether the arrow leaves the box at the bottom and enters the other from the side. */
  readonly elbow?: boolean;
}

/** Boxes, arrows and what is around them. */
export interface Part {
  readonly areas: readonly Area[];
  readonly subnets?: readonly SubnetCell[];
  readonly boxes: readonly Box[];
  readonly arrows: readonly Arrow[];
  readonly headings?: readonly Heading[];
}

export interface Picture extends Part {
  readonly title: string;
  readonly width: number;
  readonly height: number;
}

/** A text over a column. */
export interface Heading extends Rectangle {
  readonly title: string;
}

export const right = ({ x, width }: Rectangle) => x + width;
export const bottom = ({ y, height }: Rectangle) => y + height;
export const overlap = (a: Rectangle, b: Rectangle) => a.x < right(b) && b.x < right(a) && a.y < bottom(b) && b.y < bottom(a);
export const within = (inner: Rectangle, outer: Rectangle) =>
  inner.x >= outer.x && inner.y >= outer.y && right(inner) <= right(outer) && bottom(inner) <= bottom(outer);

/** The resources through which one in a subnet names it. */
const SUBNET_HELPERS = ['AWS::RDS::DBSubnetGroup'];

/** What the picture shows and the template does not have. */
export function unbacked({ areas, boxes, subnets = [], arrows }: Picture, graph: TemplateGraph): string[] {
  return [
    ...[...areas, ...boxes].filter(({ resources }) => resources?.length === 0).map(({ title }) => `The template has no resources for the box "${title}".`),
    ...boxes.flatMap((box) => subnets.filter((cell) => overlap(box, cell)).flatMap(({ subnet }) => box.resources
      .filter((id) => !graph.reaches(id, subnet, ...SUBNET_HELPERS))
      .map((id) => `The box "${box.title}" is drawn in the subnet ${subnet}, but ${id} is not in it.`))),
    ...arrows.flatMap((arrow) => unconnected(arrow, boxes, arrows)),
  ];
}

/** Each source must have a target, and each target an arrow from somewhere. */
function unconnected(arrow: Arrow, boxes: readonly Box[], arrows: readonly Arrow[]): string[] {
  const [from, to] = [boxOf(arrow.from, boxes), boxOf(arrow.to, boxes)];
  if (from.resources.length === 0 || to.resources.length === 0) {
    return [];
  }
  const incoming = arrows.filter((other) => other.to === arrow.to);
  const ids = [
    ...from.resources.filter((id) => !to.resources.some((target) => arrow.connected(id, target))),
    ...to.resources.filter((id) => !incoming.some((other) => boxOf(other.from, boxes).resources.some((source) => other.connected(source, id)))),
  ];
  return ids.map((id) => `The template does not back the arrow from "${from.title}" to "${to.title}" for ${id}.`);
}

/** The box with the id. */
export function boxOf(id: string, boxes: readonly Box[]): Box {
  const box = boxes.find((candidate) => candidate.id === id);
  if (!box) {
    throw new Error(`The picture has no box ${id}.`);
  }
  return box;
}

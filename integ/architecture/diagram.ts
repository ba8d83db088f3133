import type { TemplateGraph } from './template-graph';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Rectangle extends Point {
  readonly width: number;
  readonly height: number;
}

/** The subject of a box or an arrow, which determines its color. */
export type Flow = 'requests' | 'logs' | 'notifications' | 'encryption';

/** A box that represents resources of the template. */
export interface Box extends Rectangle {
  /** The ID by which arrows refer to the box. */
  readonly id: string;
  readonly title: string;
  readonly flow: Flow;
  /** The logical IDs of the resources. An empty array is an error. */
  readonly resources: readonly string[];
  /** Returns the lines below the title. Called only if there are resources. */
  readonly details?: () => readonly string[];
}

/** A frame around boxes. */
export interface Area extends Rectangle {
  readonly title: string;
  readonly kind: 'lane' | 'vpc' | 'tier' | 'zone';
  readonly resources?: readonly string[];
  /** Whether the title is at the bottom of the area. @default - at the top */
  readonly titleAtBottom?: boolean;
}

/** The part of the diagram that represents a subnet. A box that overlaps it shows that its resources are in the subnet. */
export interface SubnetCell extends Rectangle {
  readonly subnet: string;
}

/** Whether the template connects two resources, specified by their logical IDs. */
export type Connection = (from: string, to: string) => boolean;

/** An arrow between two boxes. Every resource of the first box must have a connection to a resource of the second box. */
export interface Arrow {
  /** The IDs of the boxes. */
  readonly from: string;
  readonly to: string;
  readonly connected: Connection;
  readonly flow: Flow;
  readonly label?: string;
  /** The coordinate of a straight arrow on the other axis. @default - the middle of the range that both boxes cover */
  readonly at?: number;
  /** Whether the arrow leaves the box at the bottom and enters the other from the side. */
  readonly elbow?: boolean;
}

/** A part of a diagram: boxes and arrows with their areas, subnets and headings. */
export interface Part {
  readonly areas: readonly Area[];
  readonly subnets?: readonly SubnetCell[];
  readonly boxes: readonly Box[];
  readonly arrows: readonly Arrow[];
  readonly headings?: readonly Heading[];
}

export interface Diagram extends Part {
  readonly title: string;
  readonly width: number;
  readonly height: number;
}

/** A heading above a column. */
export interface Heading extends Rectangle {
  readonly title: string;
}

export const right = ({ x, width }: Rectangle) => x + width;
export const bottom = ({ y, height }: Rectangle) => y + height;
export const overlap = (a: Rectangle, b: Rectangle) => a.x < right(b) && b.x < right(a) && a.y < bottom(b) && b.y < bottom(a);
export const within = (inner: Rectangle, outer: Rectangle) =>
  inner.x >= outer.x && inner.y >= outer.y && right(inner) <= right(outer) && bottom(inner) <= bottom(outer);

/** The types of resources through which a resource refers to its subnets. */
const SUBNET_HELPERS = ['AWS::RDS::DBSubnetGroup'];

/** Returns an error for each box, subnet and arrow that the diagram shows but the template does not contain. */
export function findMismatches({ areas, boxes, subnets = [], arrows }: Diagram, graph: TemplateGraph): string[] {
  return [
    ...[...areas, ...boxes].filter(({ resources }) => resources?.length === 0).map(({ title }) => `The template has no resources for the box "${title}".`),
    ...boxes.flatMap((box) => subnets.filter((cell) => overlap(box, cell)).flatMap(({ subnet }) => box.resources
      .filter((id) => !graph.reaches(id, subnet, ...SUBNET_HELPERS))
      .map((id) => `The box "${box.title}" is drawn in the subnet ${subnet}, but ${id} is not in it.`))),
    ...arrows.flatMap((arrow) => findMissingConnections(arrow, boxes, arrows)),
  ];
}

/** Each source must be connected to a target, and each target to the source of at least one arrow. */
function findMissingConnections(arrow: Arrow, boxes: readonly Box[], arrows: readonly Arrow[]): string[] {
  const [from, to] = [boxOf(arrow.from, boxes), boxOf(arrow.to, boxes)];
  if (from.resources.length === 0 || to.resources.length === 0) {
    return [];
  }
  const incoming = arrows.filter((other) => other.to === arrow.to);
  const ids = [
    ...from.resources.filter((id) => !to.resources.some((target) => arrow.connected(id, target))),
    ...to.resources.filter((id) => !incoming.some((other) => boxOf(other.from, boxes).resources.some((source) => other.connected(source, id)))),
  ];
  return ids.map((id) => `The template has no connection for the arrow from "${from.title}" to "${to.title}": ${id} is not connected.`);
}

/** Finds the box with the ID. */
export function boxOf(id: string, boxes: readonly Box[]): Box {
  const box = boxes.find((candidate) => candidate.id === id);
  if (!box) {
    throw new Error(`The diagram has no box ${id}.`);
  }
  return box;
}

import type { Flow, Point, Rectangle } from './diagram';
import type { LaidOutArea, LaidOutArrow, LaidOutBox, Layout, Line } from './layout';
import { FONT_FAMILY } from './text';

interface Colors {
  readonly page: string;
  readonly text: string;
  readonly faint: string;
  readonly lane: string;
  readonly frame: string;
  readonly vpc: string;
  readonly tier: string;
  readonly box: string;
  readonly flows: Record<Flow, string>;
}

const LIGHT: Colors = {
  page: '#ffffff',
  text: '#1f2328',
  faint: '#59636e',
  lane: '#f6f8fa',
  frame: '#d1d9e0',
  vpc: '#eef4fb',
  tier: '#dfeaf7',
  box: '#ffffff',
  flows: { requests: '#0969da', logs: '#1a7f37', notifications: '#bc4c00', encryption: '#8250df' },
};
const DARK: Colors = {
  page: '#0d1117',
  text: '#f0f6fc',
  faint: '#a5aeb8',
  lane: '#151b23',
  frame: '#3d444d',
  vpc: '#16202e',
  tier: '#1d2b3f',
  box: '#0d1117',
  flows: { requests: '#4493f8', logs: '#3fb950', notifications: '#f0883e', encryption: '#ab7df8' },
};
/** The length and half of the width of an arrowhead, in pixels. */
const HEAD = { length: 8, half: 4 };

/** Draws the diagram as SVG with colors for light and dark mode. */
export function svgOf({ diagram: { title, width, height }, areas, boxes, arrows, headings }: Layout): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${escape(title)}</title>`,
    `<style>text { font-family: ${FONT_FAMILY}; }`,
    styleOf(LIGHT),
    `@media (prefers-color-scheme: dark) {\n${styleOf(DARK)}\n}</style>`,
    `<rect class="page" width="${width}" height="${height}" rx="8"/>`,
    ...areas.map(areaOf),
    ...arrows.map(arrowOf),
    ...boxes.map(boxOf),
    ...headings.map((line) => lineOf(line, 'middle', 'faint')),
    '</svg>',
    '',
  ].join('\n');
}

function styleOf({ page, text, faint, lane, frame, vpc, tier, box, flows }: Colors): string {
  return [
    `.page { fill: ${page}; } .text { fill: ${text}; } .faint { fill: ${faint}; }`,
    `.lane { fill: ${lane}; stroke: ${frame}; } .vpc { fill: ${vpc}; stroke: ${faint}; } .tier { fill: ${tier}; }`,
    `.zone { fill: none; stroke: ${faint}; stroke-dasharray: 5 4; } .box { fill: ${box}; stroke-width: 1.5; }`,
    ...Object.entries(flows).map(([flow, color]) => `.${flow} { stroke: ${color}; } .${flow}-head { fill: ${color}; }`),
  ].join('\n');
}

function areaOf({ area, line }: LaidOutArea): string {
  return `${rectangle(area, area.kind)}\n${lineOf(line, 'start', area.kind === 'lane' ? 'text' : 'faint')}`;
}

function boxOf({ box, lines }: LaidOutBox): string {
  return [rectangle(box, `box ${box.flow}`), ...lines.map((line) => lineOf(line, 'middle', line.style.bold ? 'text' : 'faint'))].join('\n');
}

function arrowOf({ arrow: { flow }, points, label }: LaidOutArrow): string {
  const [before, tip] = points.slice(-2);
  const direction = { x: Math.sign(tip.x - before.x), y: Math.sign(tip.y - before.y) };
  const base = { x: tip.x - direction.x * HEAD.length, y: tip.y - direction.y * HEAD.length };
  const corners = [tip, ...[HEAD.half, -HEAD.half].map((side) => ({ x: base.x + direction.y * side, y: base.y + direction.x * side }))];
  return [
    `<polyline class="${flow}" points="${listOf([...points.slice(0, -1), base])}" fill="none" stroke-width="1.5"/>`,
    `<polygon class="${flow}-head" points="${listOf(corners)}"/>`,
    ...(label ? [lineOf(label, 'middle', 'text')] : []),
  ].join('\n');
}

function rectangle({ x, y, width, height }: Rectangle, classes: string): string {
  return `<rect class="${classes}" x="${x}" y="${y}" width="${width}" height="${height}" rx="4"/>`;
}

function lineOf({ text, style, x, baseline }: Line, anchor: 'start' | 'middle', color: 'text' | 'faint'): string {
  const weight = style.bold ? ' font-weight="bold"' : '';
  return `<text class="${color}" x="${x}" y="${baseline}" font-size="${style.size}"${weight} text-anchor="${anchor}">${escape(text)}</text>`;
}

function listOf(points: readonly Point[]): string {
  return points.map(({ x, y }) => `${x},${y}`).join(' ');
}

function escape(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

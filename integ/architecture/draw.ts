import { layOut, unreadable } from './layout';
import { unbacked, type Picture } from './picture';
import { svgOf } from './svg';
import type { TemplateGraph } from './template-graph';

/** Draws the picture. Fails when it shows what the template does not have, or when part of it could not be read. */
export function draw(picture: Picture, graph: TemplateGraph): string {
  report(unbacked(picture, graph));
  const layout = layOut(picture);
  report(unreadable(layout));
  return svgOf(layout);
}

function report(problems: string[]): void {
  if (problems.length > 0) {
    throw new Error(problems.join('\n'));
  }
}

import { findMismatches, type Diagram } from './diagram';
import { layOut, findIllegibleParts } from './layout';
import { svgOf } from './svg';
import type { TemplateGraph } from './template-graph';

/**
 * Draws the diagram as SVG.
 * @throws if the template does not contain everything that the diagram shows, or if a part of the diagram is not legible
 */
export function draw(diagram: Diagram, graph: TemplateGraph): string {
  report(findMismatches(diagram, graph));
  const layout = layOut(diagram);
  report(findIllegibleParts(layout));
  return svgOf(layout);
}

function report(problems: string[]): void {
  if (problems.length > 0) {
    throw new Error(problems.join('\n'));
  }
}

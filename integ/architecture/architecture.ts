import { logs } from './architecture-logs';
import { notifications } from './architecture-notifications';
import { requests } from './architecture-requests';
import type { Diagram } from './diagram';
import { BaselineResources } from './resources';
import type { TemplateGraph } from './template-graph';

/** Creates the diagram of the README: requests, logs and notifications. */
export function architecture(graph: TemplateGraph): Diagram {
  const resources = new BaselineResources(graph);
  const parts = [requests(resources), logs(resources), notifications(resources)];
  return {
    title: 'Architecture of the production preset: requests, logs and notifications',
    width: 830,
    height: 712,
    areas: parts.flatMap((part) => part.areas),
    subnets: parts.flatMap((part) => part.subnets ?? []),
    boxes: parts.flatMap((part) => part.boxes),
    arrows: parts.flatMap((part) => part.arrows),
  };
}

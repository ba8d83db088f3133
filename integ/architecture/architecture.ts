import { logs } from './architecture-logs';
import { notifications } from './architecture-notifications';
import { requests } from './architecture-requests';
import type { Picture } from './picture';
import { BaselineResources } from './resources';
import type { TemplateGraph } from './template-graph';

/** The picture of the README: the path of requests through the VPC, the logs, and the notifications. */
export function architecture(graph: TemplateGraph): Picture {
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

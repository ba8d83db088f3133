import { architecture } from './architecture';
import { draw } from './draw';
import { notificationKinds } from './notifications';
import { productionTemplate } from './preset';
import { TemplateGraph } from './template-graph';

/** Draws all diagrams and returns them by file name. */
export function diagrams(): Record<string, string> {
  const production = new TemplateGraph(productionTemplate({ emailAddresses: ['security@example.com'] }));
  const withAuditor = new TemplateGraph(productionTemplate({ emailAddresses: ['on-call@example.com'], auditEmailAddresses: ['auditor@example.com'] }));
  return {
    'architecture.svg': draw(architecture(production), production),
    'notifications.svg': draw(notificationKinds(withAuditor), withAuditor),
  };
}

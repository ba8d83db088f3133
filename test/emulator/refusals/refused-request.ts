import type { Aws } from '../../../integ/demo/aws';
import type { PlainStack, Template } from '../plain-stack';

/** A request that AWS refuses. `send` returns the message of the error, or throws the error. */
export interface RefusedRequest {
  readonly title: string;
  readonly message: RegExp;
  readonly send: (aws: Aws, stack: PlainStack) => Promise<unknown>;
}

export const VPC: Template = {
  Vpc: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.0.0.0/16' } },
  Subnet: { Type: 'AWS::EC2::Subnet', Properties: { VpcId: { Ref: 'Vpc' }, CidrBlock: '10.0.0.0/24' } },
};
export const TOPIC: Template = { Topic: { Type: 'AWS::SNS::Topic', Properties: {} } };

import type { InstanceType } from 'aws-cdk-lib/aws-ec2';
import type { Problems } from '../common/validation/problems';

/**
 * Checks that the type is written as EC2 writes it. Which classes exist depends on the region.
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.DBInstanceClass.Types.html
 */
export function checkInstanceType(problems: Problems, instanceType?: InstanceType): void {
  problems.check('instanceType', instanceType?.toString(), { isMet: (type) => !type.startsWith('db.'), must: 'TODO', remedy: "Give it without 'db.', such as new ec2.InstanceType('m7g.large')." });
}

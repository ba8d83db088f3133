import type { InstanceType } from 'aws-cdk-lib/aws-ec2';
import type { Problems } from '../common/validation/problems';

/**
 * Checks the form alone: RDS offers other classes in other regions, and new ones now and then.
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.DBInstanceClass.Types.html
 */
export function checkInstanceType(problems: Problems, instanceType?: InstanceType): void {
  problems
    .check('instanceType', instanceType?.toString(), (type) => !isPrefixed(type), "Give it without 'db.', such as new ec2.InstanceType('m7g.large').")
    .check('instanceType', instanceType?.toString(), (type) => isPrefixed(type) || isClass(type), 'Give a family and a size, such as m7g.large.');
}

function isPrefixed(type: string): boolean {
  return type.startsWith('db.');
}

/** Families have a generation: letters, a number, and what else there is to say. */
function isClass(type: string): boolean {
  return /^[a-z][a-z-]*\d[a-z\d-]*(\.[a-z\d]+)+$/i.test(type);
}

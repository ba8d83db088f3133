import type { InstanceType } from 'aws-cdk-lib/aws-ec2';
import { warnOfUnknownInstanceType } from '../common/validation/instance-types';
import type { Problems } from '../common/validation/problems';

/**
 * Checks that the instance type has the format of EC2, and warns about an unknown one. Which instance classes RDS offers depends on the region.
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.DBInstanceClass.Types.html
 */
export function checkInstanceType(problems: Problems, instanceType?: InstanceType): void {
  problems.check('instanceType', instanceType?.toString(), {
    isMet: (type) => !type.startsWith('db.'),
    must: "not begin with 'db.'",
    remedy: "Use the name of the EC2 instance type, such as new ec2.InstanceType('m7g.large').",
  });
  if (!instanceType?.toString().startsWith('db.')) {
    warnOfUnknownInstanceType(problems, 'instanceType', instanceType, (type) => `aws rds describe-orderable-db-instance-options --engine mysql --db-instance-class db.${type}`);
  }
}

/** The domain of the AWS console in the partition `aws`. */
export const CONSOLE_DOMAIN = 'console.aws.amazon.com';

/** The domains of the AWS console in the other partitions. */
export const OTHER_CONSOLES: readonly { readonly id: string; readonly partition: string; readonly domain: string }[] = [
  { id: 'China', partition: 'aws-cn', domain: 'console.amazonaws.cn' },
  { id: 'GovCloud', partition: 'aws-us-gov', domain: 'console.amazonaws-us-gov.com' },
  { id: 'EuropeanSovereign', partition: 'aws-eusc', domain: 'console.amazonaws-eusc.eu' },
];

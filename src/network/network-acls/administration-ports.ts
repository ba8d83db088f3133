/** SSH and RDP, which no network ACL may allow from the internet (CIS 5.1, Security Hub EC2.21). */
export const ADMINISTRATION_PORTS: readonly number[] = [22, 3389];

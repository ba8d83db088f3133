import { generate } from 'selfsigned';
import type { Aws } from './aws';

/** Imports a self-signed certificate into ACM, because the production preset requires a certificate and the demo has no domain. */
export async function importCertificate({ acm }: Aws): Promise<string> {
  const { cert, private: privateKey } = await generate([{ name: 'commonName', value: 'demo.example.com' }], { keySize: 2048 });
  const { CertificateArn } = await acm.importCertificate({ Certificate: Buffer.from(cert), PrivateKey: Buffer.from(privateKey) });
  return CertificateArn!;
}

export async function deleteCertificate({ acm }: Aws, certificateArn: string): Promise<void> {
  await acm.deleteCertificate({ CertificateArn: certificateArn });
}

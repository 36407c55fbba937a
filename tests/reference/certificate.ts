/** A certificate for the loopback interface, signed by itself and made anew at every start. */

/** Key and certificate in PEM. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/** The names and addresses by which the loopback interface is reached. */
const NAMES = [
  { type: 2, value: 'localhost' },
  { type: 7, ip: '127.0.0.1' },
  { type: 7, ip: '::1' },
] as const;

const VALID_DAYS = 2;

export async function makeCertificate(): Promise<Certificate> {
  // Only who speaks TLS waits for it.
  const { generate } = await import('selfsigned');
  const notBeforeDate = new Date(Date.now() - 3_600_000);
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate,
    notAfterDate: new Date(notBeforeDate.getTime() + VALID_DAYS * 86_400_000),
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'keyUsage', digitalSignature: true, keyCertSign: true },
      { name: 'extKeyUsage', serverAuth: true },
      { name: 'subjectAltName', altNames: [...NAMES] },
    ],
  });
  return { key, cert };
}

/** A certificate for the loopback interface, made by openssl for the length of a run. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommandError } from './command.ts';

export interface Certificate {
  readonly key: Buffer;
  readonly cert: Buffer;
  /** The certificate in PEM, for clients to trust. */
  readonly file: string;
}

/** Writes key and certificate into the directory. Throws CommandError where openssl is missing. */
export function makeCertificate(directory: string): Certificate {
  const [key, file] = [join(directory, 'key.pem'), join(directory, 'certificate.pem')];
  const { status } = spawnSync('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
    ...['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1'],
    ...['-keyout', key, '-out', file],
  ]);
  if (status !== 0)
    throw new CommandError('--tls needs the program openssl; install it, or leave --tls out.');
  return { key: readFileSync(key), cert: readFileSync(file), file };
}

/** The variables by which runtimes and libraries are told of a certificate to trust. */
export function trusting({ file }: Certificate): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [
      'NODE_EXTRA_CA_CERTS',
      'SSL_CERT_FILE',
      'REQUESTS_CA_BUNDLE',
      'CURL_CA_BUNDLE',
      'PERL_LWP_SSL_CA_FILE',
      'DENO_CERT',
    ].map((name) => [name, file]),
  );
}

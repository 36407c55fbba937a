/** The project's buckets: made up, the same at every start, of all three cloud providers. */
import { createHash } from 'node:crypto';

export type Version = 'v1.0' | '2023-01-01' | '2024-05-30';

/** What the server knows of a bucket, whatever version shows it. */
export interface StoredBucket {
  readonly id: string;
  readonly name: string;
  readonly cloudProvider: 'AWS' | 'AZURE' | 'GCP';
  readonly roleId: string;
  readonly serviceUrl: string;
  readonly tenantId: string;
  /** Which of the optional fields it shows; the service has shown none, one and more over the years. */
  readonly shows: 'required' | 'networking' | 'all';
}

const SHOWS = ['required', 'networking', 'all'] as const;

/** Hexadecimal digits that look unsorted, as the ids of the service's own lists do. */
function hex(text: string, digits: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, digits);
}

const made: StoredBucket[] = [];

export function makeBuckets(count: number): readonly StoredBucket[] {
  while (made.length < count) made.push(makeBucket(made.length));
  return made.slice(0, count);
}

function makeBucket(index: number): StoredBucket {
  const cloudProvider = index % 5 === 3 ? 'AZURE' : index % 5 === 4 ? 'GCP' : 'AWS';
  return {
    id: hex(`bucket ${index}`, 24),
    name: `snapshots-${String(index + 1).padStart(4, '0')}`,
    cloudProvider,
    roleId: hex(`role ${index % 7}`, 24),
    serviceUrl: `https://snapshots${index + 1}.blob.core.windows.net`,
    shows: SHOWS[index % SHOWS.length] ?? 'required',
    tenantId: hex(`tenant ${index}`, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
  };
}

/** A bucket as a version shows it, `base` being the list's URL. The older versions know AWS' fields alone. */
export function showBucket(bucket: StoredBucket, version: Version, base: string): Record<string, unknown> {
  const { id, name, cloudProvider, roleId, serviceUrl, tenantId, shows } = bucket;
  const common = { _id: id, bucketName: name, cloudProvider };
  const networking = shows === 'required' ? {} : { requirePrivateNetworking: false };
  const rest =
    shows === 'all' ? { region: 'us-east-1', links: [{ href: `${base}/${id}`, rel: 'self' }] } : {};
  if (version !== '2024-05-30') return { ...common, iamRoleId: roleId, ...networking, ...rest };
  switch (cloudProvider) {
    case 'AWS':
      return { ...common, iamRoleId: roleId, ...networking, ...rest };
    case 'AZURE':
      return { ...common, roleId, serviceUrl, tenantId };
    case 'GCP':
      return { ...common, roleId };
  }
}

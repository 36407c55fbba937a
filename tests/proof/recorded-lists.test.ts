/**
 * One item of each further list in the shape that the real service was recorded with (values are made up):
 * served by the reference server, it violates no rule.
 */
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { createReference } from '../reference/reference.ts';
import { OTHER_LISTS } from './contracts.ts';
import { judgeReference, violated } from './judge-in-memory.ts';

const hex = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 24);

/** What an item is shown with: its number from 0, the project, and the URL of the list. */
interface Shown {
  readonly index: number;
  readonly groupId: string;
  readonly base: string;
}

/** Hardware of an AWS region, as a cluster has it. */
const nodes = (nodeCount: number) => ({
  instanceSize: 'M20',
  diskIOPS: 3000,
  diskSizeGB: 40.0,
  ebsVolumeType: 'STANDARD',
  nodeCount,
});

const shard = (text: string, effective: boolean) => ({
  id: hex(text),
  regionConfigs: [
    {
      analyticsSpecs: nodes(0),
      autoScaling: { compute: { enabled: false, scaleDownEnabled: false }, diskGB: { enabled: false } },
      ...(effective && {
        effectiveAnalyticsSpecs: nodes(0),
        effectiveElectableSpecs: nodes(3),
        effectiveReadOnlySpecs: nodes(0),
      }),
      electableSpecs: nodes(3),
      priority: 7,
      providerName: 'AWS',
      readOnlySpecs: nodes(0),
      regionName: 'EU_WEST_1',
    },
  ],
  zoneId: hex('zone'),
  zoneName: 'Zone 1',
});

const ITEMS: Readonly<Record<string, (shown: Shown) => object>> = {
  'access-list': ({ index, groupId, base }) => ({
    cidrBlock: `198.51.100.${index}/32`,
    comment: 'office',
    groupId,
    ipAddress: `198.51.100.${index}`,
    links: [{ href: `${base}/198.51.100.${index}%2F32`, rel: 'self' }],
  }),
  'database-users': ({ index, groupId, base }) => ({
    awsIAMType: 'NONE',
    databaseName: 'admin',
    groupId,
    labels: [],
    ldapAuthType: 'NONE',
    links: [{ href: `${base}/admin/reader${index}`, rel: 'self' }],
    oidcAuthType: 'NONE',
    roles: [{ databaseName: 'admin', roleName: 'readAnyDatabase' }],
    scopes: [],
    username: `reader${index}`,
    x509Type: 'NONE',
  }),
  clusters: ({ index, groupId, base }) => ({
    adaptiveCapacity: null,
    advancedConfiguration: {
      customOpensslCipherConfigTls12: [],
      customOpensslCipherConfigTls13: [],
      minimumEnabledTlsProtocol: 'TLS1_2',
      tlsCipherConfigMode: 'DEFAULT',
    },
    backupEnabled: false,
    biConnector: { enabled: false, readPreference: 'secondary' },
    clusterType: 'SHARDED',
    configServerManagementMode: 'ATLAS_MANAGED',
    configServerType: 'EMBEDDED',
    connectionStrings: {
      awsPrivateLinkSrv: {},
      privateEndpoint: [],
      standard: `mongodb://shop-${index}-shard-00-00.example.net:27016/?ssl=true&authSource=admin`,
      standardSrv: `mongodb+srv://shop-${index}.example.net`,
    },
    createDate: '2026-09-01T08:15:30Z',
    diskWarmingMode: 'FULLY_WARMED',
    effectiveDatabaseEdition: 'CORE',
    effectiveReplicationSpecs: [shard(`${index} a`, false), shard(`${index} b`, false)],
    encryptionAtRestProvider: 'NONE',
    featureCompatibilityVersion: '8.0',
    globalClusterSelfManagedSharding: false,
    groupId,
    id: hex(`cluster ${index}`),
    internalClusterRole: 'NONE',
    labels: [],
    links: [
      { href: `${base}/shop-${index}`, rel: 'self' },
      { href: `${base}/shop-${index}/backup/snapshots`, rel: 'https://cloud.mongodb.com/snapshots' },
    ],
    mongoDBMajorVersion: '8.0',
    mongoDBVersion: '8.0.12',
    name: `shop-${index}`,
    paused: false,
    pitEnabled: false,
    redactClientLogData: false,
    replicationSpecs: [shard(`${index} a`, true), shard(`${index} b`, true)],
    retainBackups: false,
    rootCertType: 'ISRGROOTX1',
    stateName: 'UPDATING',
    tags: [],
    terminationProtectionEnabled: false,
    useAwsTimeBasedSnapshotCopyForFastInitialSync: false,
    versionReleaseSystem: 'LTS',
  }),
  snapshots: ({ index, base }) => ({
    cloudProvider: 'AWS',
    copyRegions: [],
    createdAt: '2026-09-01T08:15:30Z',
    description: 'before the move',
    expiresAt: '2026-09-02T08:16:00Z',
    frequencyType: 'ondemand',
    id: hex(`snapshot ${index}`),
    links: [
      { href: `${base}/${hex(`snapshot ${index}`)}`, rel: 'self' },
      { href: base.replace('/backup/snapshots', ''), rel: 'https://cloud.mongodb.com/cluster' },
    ],
    mongodVersion: '8.0.12',
    policyItems: [],
    replicaSetName: 'shop',
    snapshotType: 'onDemand',
    status: 'completed',
    storageSizeBytes: 1_234_567_890,
    type: 'replicaSet',
  }),
};

test.for(OTHER_LISTS.map(({ name, ...subject }) => [name, subject] as const))(
  '%s',
  async ([name, { list, contract }]) => {
    const item = ITEMS[name];
    if (!item) throw new Error(`no recorded item of ${name}`);
    const { pathValues } = createReference({ contract: list }).options;
    const reference = createReference(
      { contract: list, items: 7 },
      { item: ({ index }, _, base) => item({ index, base, groupId: pathValues.groupId ?? '' }) },
    );
    const { verdicts } = await judgeReference(reference, { contract });
    expect(violated(verdicts)).toEqual([]);
    expect(verdicts.filter(({ verdict }) => verdict === 'blocked')).toEqual([]);
  },
);

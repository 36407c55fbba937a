/** The result of every version, however a run ends, keeps the schema that is published of it. */
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { serve } from '../reference/http.ts';
import { createReference } from '../reference/reference.ts';
import { API_VERSIONS } from './contracts.ts';
import { DEFECTS } from './defects/index.ts';
import { runHere } from './run-cli.ts';

const schema: object = JSON.parse(readFileSync('spec/conformance.schema.json', 'utf8'));
const validate = new Ajv2020({ allErrors: true, strictRequired: false }).compile(schema);

/** Defects by the outcome that they bring about. */
const ENDS = [
  ['conforms', undefined],
  ['does-not-conform', 'list-in-envelope'],
  ['does-not-conform', 'refuses-with-403'],
] as const;

describe.each(API_VERSIONS)('%s', (version) => {
  test.for(ENDS)('%s: %s', async ([outcome, defect]) => {
    const planted = DEFECTS.find(({ name }) => name === defect);
    const reference = createReference(planted?.options, planted?.plant());
    const { baseUrl, close } = await serve(reference);
    const { publicKey, privateKey, projectId } = reference.options;
    const { result } = await runHere({
      ATLAS_API_VERSION: version,
      MONGODB_ATLAS_BASE_URL: baseUrl,
      MONGODB_ATLAS_PUBLIC_API_KEY: publicKey,
      MONGODB_ATLAS_PRIVATE_API_KEY: privateKey,
      MONGODB_ATLAS_PROJECT_ID: projectId,
    });
    await close();
    validate(JSON.parse(JSON.stringify(result)));
    expect(validate.errors).toBeNull();
    expect(result).toMatchObject({ outcome, target: { apiVersion: version } });
  });

  test('incomplete, since nothing listens', async () => {
    const { result } = await runHere({
      ATLAS_API_VERSION: version,
      CONFORMANCE_AUTH: 'none',
      MONGODB_ATLAS_BASE_URL: 'http://127.0.0.1:9',
      MONGODB_ATLAS_PROJECT_ID: 'a'.repeat(24),
    });
    validate(JSON.parse(JSON.stringify(result)));
    expect(validate.errors).toBeNull();
    expect(result).toMatchObject({ outcome: 'incomplete' });
  });
});

/** Which list of the contract a request asks for, in which version, and for whose. */
import type { ApiVersion, Contract, PathParameter, PathValues } from '../contract/contract.ts';
import type { ListContract } from '../contract/list-contract.ts';

/** A list in every version that is found at its path. */
export interface Route {
  readonly contracts: readonly Contract[];
  readonly parameters: readonly PathParameter[];
  readonly pattern: RegExp;
}

export interface Found {
  readonly route: Route;
  /** As they stand in the path, decoded. */
  readonly values: PathValues;
  /** What stands behind the path of the list: the way to one item. */
  readonly rest: string | undefined;
}

export function routesOf(list: ListContract): readonly Route[] {
  const contracts = list.versions.map((version) => list.of(version));
  return [...new Set(contracts.map(({ path }) => path))].map((path) => {
    const ofPath = contracts.filter((contract) => contract.path === path);
    const pattern = path
      .split(/\{[^{}]*\}/)
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('([^/]+)');
    return {
      contracts: ofPath,
      parameters: ofPath[0]?.pathParameters ?? [],
      pattern: new RegExp(`^${pattern}(?:/(.*))?$`),
    };
  });
}

export function findRoute(routes: readonly Route[], pathname: string): Found | undefined {
  for (const route of routes) {
    const match = route.pattern.exec(pathname);
    if (!match) continue;
    const values = route.parameters.map(
      ({ name }, index) => [name, decoded(match[index + 1] ?? '')] as const,
    );
    const rest = match[route.parameters.length + 1]?.replace(/^\/+/, '');
    return { route, values: Object.fromEntries(values), rest: rest === '' ? undefined : rest };
  }
  return undefined;
}

/** Percent-decoded, if it can be. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The newest version of the resource that is not after the day asked for; v1.0 is asked for by no day. */
export function versionFor({ contracts }: Route, accept: string | undefined): Contract | undefined {
  const [, day] = /application\/vnd\.atlas\.(\d{4}-\d{2}-\d{2})\+json/i.exec(accept ?? '') ?? [];
  const dated = contracts.filter(({ version }) => version !== 'v1.0' && day !== undefined && version <= day);
  return dated.at(-1) ?? contracts.find(({ version }) => version === 'v1.0');
}

/** The version that has replaced another one at the same path; undefined while it is the newest. */
export function replacementOf({ contracts }: Route, version: ApiVersion): ApiVersion | undefined {
  return contracts[contracts.findIndex((one) => one.version === version) + 1]?.version;
}

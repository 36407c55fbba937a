/** The contract of one API version, as its file states it: the one source of every fact. */
import type { OpenAPIV3_1 } from 'openapi-types';
import { isObject, member } from '../json/json.ts';
import { type Field, fieldsOf, type StatedRule } from './fields.ts';
import {
  below,
  type Citation,
  ContractError,
  type ContractFiles,
  cite,
  type Place,
  type Statement,
  step,
} from './files.ts';
import { type Identity, identityOf } from './identity.ts';
import { walk } from './openapi-form.ts';
import { type ApiVersion, exampleOf, type Operation, type StatedVersion } from './operation.ts';
import { type PathParameter, pathParameters } from './path-parameters.ts';
import { type SampleOptions, Samples } from './samples.ts';
import type { SchemaGraph } from './schema-graph.ts';
import type { ContractSchemas, PathValues, SchemaError } from './schemas.ts';

export type {
  ApiVersion,
  Citation,
  Field,
  Identity,
  PathParameter,
  PathValues,
  SchemaError,
  StatedRule,
  Statement,
};
export { ContractError, cite };

export interface ParameterFacts {
  readonly default: unknown;
  readonly minimum: number | undefined;
  readonly maximum: number | undefined;
  readonly statement: Statement;
}

/** A documented answer that tells its user of a wrong set-up: an example of a refusal that has `x-setup`. */
export interface SetupAnswer {
  readonly status: number;
  readonly errorCode: string;
  /** What is wrong, as a heading. */
  readonly summary: string;
  /** What the user can do about it. */
  readonly advice: string;
}

/** What people call an item of the list. */
export interface Noun {
  readonly one: string;
  readonly many: string;
}

/** A contract file, read and found right. */
export interface ContractDocument {
  /** As people cite it. */
  readonly file: string;
  readonly files: ContractFiles;
  readonly graph: SchemaGraph;
  readonly schemas: ContractSchemas;
  readonly operation: Operation;
}

/** Where a version states that it takes the access tokens of service accounts. */
const ACCESS_TOKENS = '{accessTokens}';

/** Parameters that every list may have: probes know what they mean. */
const SHARED = ['pretty', 'envelope', 'pageNum', 'itemsPerPage', 'includeCount'];

/**
 * A place that a rule names follows `$ref`s as it goes, and starts from `{operation}` or from a schema of its
 * replies: `{list}`, `{enveloped}`, `{item}`, `{link}`, `{error}`.
 */
export class Contract {
  readonly version: ApiVersion;
  /** The operation's path, with `{groupId}` in it. */
  readonly path: string;
  /** What `Accept` asks for and `Content-Type` answers. */
  readonly mediaType: string;
  /** As people cite it. */
  readonly file: string;
  readonly pathParameters: readonly PathParameter[];
  readonly noun: Noun;
  /** What tells two items apart. */
  readonly identity: Identity;
  readonly #stated: StatedVersion;
  #setupAnswers: readonly SetupAnswer[] | undefined;
  readonly #files: ContractFiles;
  readonly #graph: SchemaGraph;
  readonly #schemas: ContractSchemas;
  readonly #operation: Operation;
  readonly #samples: Samples;
  readonly #located = new Map<string, Place | undefined>();
  #statements: readonly Statement[] | undefined;
  #fields: readonly Field[] | undefined;

  constructor({ file, files, graph, schemas, operation }: ContractDocument, stated: StatedVersion) {
    this.version = stated.version;
    this.mediaType = stated.mediaType;
    this.path = operation.path;
    this.file = file;
    this.#stated = stated;
    this.#files = files;
    this.#graph = graph;
    this.#schemas = schemas;
    this.#operation = operation;
    this.#samples = new Samples(files, graph, schemas);
    this.pathParameters = pathParameters(files, operation.path, operation.place, operation.parameters);
    this.noun = nounOf(files.value(operation.place));
    this.identity = identityOf(files, graph, this.#place('{item}'));
  }

  /** The path of one list. `values`: of the path parameters, by name. Throws RangeError when one is missing. */
  pathFor(values: PathValues): string {
    return this.path.replace(/\{([^{}]*)\}/g, (_, name: string) => {
      const value = values[name];
      if (value === undefined) throw new RangeError(`The path parameter ${name} has no value.`);
      return encodeURIComponent(value);
    });
  }

  /** The operation as OpenAPI describes it, `$ref`s unresolved. */
  get operation(): Pick<OpenAPIV3_1.OperationObject, 'summary' | 'responses'> {
    const operation = this.#files.value(this.#operation.place);
    const summary = member(operation, 'summary');
    const responses = member(operation, 'responses');
    return {
      ...(typeof summary === 'string' && { summary }),
      responses: isObject(responses)
        ? Object.fromEntries(Object.keys(responses).map((status) => [status, { description: '' }]))
        : {},
    };
  }

  /** The day on which this version comes to its end, if the contract states one. */
  get end(): string | undefined {
    const day = member(this.#files.value(this.#stated.place), 'x-sunset');
    return typeof day === 'string' ? day : undefined;
  }

  /** What people call the list: its first tag, else its items. */
  get title(): string {
    const tags = member(this.#files.value(this.#operation.place), 'tags');
    const [tag] = Array.isArray(tags) ? tags : [];
    return typeof tag === 'string'
      ? tag.replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase())
      : this.noun.many;
  }

  /** What people call that which has the items: the project, the organization, or the list itself. */
  get holder(): string {
    const last = this.pathParameters.at(-1);
    return last && last.title !== last.valueTitle ? last.title : 'list';
  }

  /** Whether service accounts are let in with access tokens. */
  get takesAccessTokens(): boolean {
    return this.#find(ACCESS_TOKENS) !== undefined;
  }

  /** Files that the contract stands in. */
  get source(): readonly { readonly file: string; readonly text: string }[] {
    const names = new Set([this.file, ...this.statements().map(({ file }) => file)]);
    return [...names].map((name) => ({ file: name, text: this.#files.file(name).text }));
  }

  /** Names of the operation's query parameters, in the order of the contract. */
  get queryParameters(): readonly string[] {
    return this.#operation.parameters.flatMap((place) => {
      const parameter = this.#files.value(place);
      const name = member(parameter, 'name');
      return member(parameter, 'in') === 'query' && typeof name === 'string' ? [name] : [];
    });
  }

  /** What every request has to carry beside the shared parameters: each with its example. */
  get requiredQuery(): readonly (readonly [name: string, value: string])[] {
    return this.#operation.parameters.flatMap((place) => {
      const parameter = this.#files.value(place);
      const name = String(member(parameter, 'name'));
      const required = member(parameter, 'in') === 'query' && member(parameter, 'required') === true;
      return required && !SHARED.includes(name)
        ? [[name, String(exampleOf(this.#files, place))] as const]
        : [];
    });
  }

  parameter(name: string): ParameterFacts | undefined {
    const place = this.#find(`{operation}/parameters/${name}`);
    if (!place) return undefined;
    const stated = this.#find(`{operation}/parameters/${name}/schema`);
    const schema = stated && this.#files.value(stated);
    const number = (keyword: string) => {
      const value = member(schema, keyword);
      return typeof value === 'number' ? value : undefined;
    };
    return {
      default: member(schema, 'default'),
      minimum: number('minimum'),
      maximum: number('maximum'),
      statement: this.#files.statement(place),
    };
  }

  /** The documented reply of a status, `$ref` resolved; undefined when none is documented. */
  response(status: string): unknown {
    const place = this.#find(`{operation}/responses/${status}`);
    return place && this.#files.value(place);
  }

  /** The answers by which a right server tells its user that the set-up is wrong. */
  get setupAnswers(): readonly SetupAnswer[] {
    this.#setupAnswers ??= this.#readSetupAnswers();
    return this.#setupAnswers;
  }

  #readSetupAnswers(): readonly SetupAnswer[] {
    const statuses = Object.keys(this.operation.responses ?? {}).filter((status) => /^4\d\d$/.test(status));
    return statuses.flatMap((status) => {
      const examples = member(
        member(member(this.response(status), 'content'), 'application/json'),
        'examples',
      );
      return Object.values(isObject(examples) ? examples : {}).flatMap((example) => {
        const errorCode = member(member(example, 'value'), 'errorCode');
        const [summary, advice] = [member(example, 'summary'), member(example, 'x-setup')];
        return typeof errorCode === 'string' && typeof summary === 'string' && typeof advice === 'string'
          ? [{ status: Number(status), errorCode, summary, advice }]
          : [];
      });
    });
  }

  /** Where the place stands, if this version makes the statement. */
  find(place: string): Statement | undefined {
    const found = this.#find(place);
    return found && this.#files.statement(found);
  }

  /** Where the place stands. Throws ContractError when this version has no such statement. */
  locate(place: string): Statement {
    return this.#files.statement(this.#place(place));
  }

  /**
   * What the schema at a place has against a value; `values`: of the path parameters, for properties that are
   * to be the same. Throws ContractError when there is no such place.
   */
  check(place: string, value: unknown, values?: PathValues): readonly SchemaError[] {
    if (place === '{enveloped}' && this.#stated.enveloped === undefined) {
      return [...this.check('{list}', value, values), ...this.#statusErrors(value)];
    }
    return this.#schemas.check(this.#place(place), value, values);
  }

  /** What is wrong with the `status` of an enveloped list that the contract does not describe. */
  #statusErrors(value: unknown): readonly SchemaError[] {
    const status = member(value, 'status');
    const statement = this.find('{enveloped}');
    if (!isObject(value) || !statement || isStatus(status)) return [];
    const error = { at: 'status', statement, expected: 'the HTTP status, an integer from 100 to 599' };
    return status === undefined
      ? [{ ...error, path: [], property: 'status', keyword: 'required', received: 'absent' }]
      : [{ ...error, path: ['status'], keyword: 'type', received: JSON.stringify(status).slice(0, 80) }];
  }

  /**
   * A value that keeps the schema at a place: the one of that number, counted from 0. `identity`: the properties
   * that no two share. Throws ContractError where none can be made, or there is no such place.
   */
  sample(place: string, index = 0, options: SampleOptions = {}): unknown {
    const { value, errors } = this.#samples.make(this.#place(place), index, options);
    const [error] = errors;
    if (!error) return value;
    const { file, line } = error.statement;
    throw new ContractError(
      `${file}:${line}: no value can be made that keeps this: ${error.at} is to be ${error.expected}; give an example there.`,
    );
  }

  /** Every property of an item that the contract describes. */
  get fields(): readonly Field[] {
    this.#fields ??= fieldsOf(this.#files, this.#graph, this.#place('{item}'));
    return this.#fields;
  }

  /** Everything that a server can violate. */
  statements(): readonly Statement[] {
    if (this.#statements) return this.#statements;
    const elsewhere = this.#operation.versions
      .filter(({ version }) => version !== this.version)
      .map(({ place }) => place.pointer);
    const concerns = ({ pointer }: Place) => !elsewhere.includes(pointer);
    const { statements } = walk(this.#files, this.#operation.place, 'operation', {
      concerns,
      graph: this.#graph,
    });
    this.#statements = statements.map((place) => this.#files.statement(place));
    return this.#statements;
  }

  #place(place: string): Place {
    const found = this.#find(place);
    if (!found) throw new ContractError(`${this.file}: the contract of ${this.version} has no ${place}.`);
    return found;
  }

  #find(place: string): Place | undefined {
    if (!this.#located.has(place)) this.#located.set(place, this.#resolve(place));
    return this.#located.get(place);
  }

  #resolve(place: string): Place | undefined {
    const [, variable = '', rest = ''] = /^\{(\w+)\}(.*)$/.exec(place) ?? [];
    const start = this.#start(variable);
    if (variable === 'enveloped' && this.#stated.enveloped === undefined) return start;
    // A property that several branches describe differently leads on from each of them.
    let here = start ? [start] : [];
    for (const part of rest.split('/').slice(1)) {
      const name = part.replaceAll('~1', '/').replaceAll('~0', '~');
      here = part === '{mediaType}' ? [this.#stated.place] : here.flatMap((one) => this.#below(one, name));
    }
    const found = here.find((one) => this.#files.value(one) !== undefined);
    return found && this.#files.follow(found);
  }

  #start(variable: string): Place | undefined {
    switch (variable) {
      case 'operation':
        return this.#operation.place;
      case 'list':
        return this.#stated.list;
      case 'enveloped':
        // What the contract does not describe follows from the parameter that asks for it.
        return this.#stated.enveloped ?? this.#find('{operation}/parameters/envelope');
      case 'bucket':
      case 'item':
        return this.#find('{list}/properties/results/items');
      case 'link':
        return this.#find('{list}/properties/links/items');
      case 'error':
        return this.#errorSchema();
      case 'accessTokens':
        return this.#accessTokens();
      default:
        return undefined;
    }
  }

  /** The schema of an error document: of the 401, else of another refusal. */
  #errorSchema(): Place | undefined {
    const responses = member(this.#files.value(this.#operation.place), 'responses');
    const refusals = Object.keys(Object(responses)).filter((status) => /^[45]/.test(status));
    for (const status of ['401', ...refusals]) {
      const found = this.#find(`{operation}/responses/${status}/content/application~1json/schema`);
      if (found) return found;
    }
    return undefined;
  }

  /** The scheme by which service accounts exchange their secret for a token. */
  #accessTokens(): Place | undefined {
    const schemes = { file: this.file, pointer: '/components/securitySchemes' };
    return Object.keys(Object(this.#files.value(schemes)))
      .map((name) => this.#files.follow(below(schemes, name)))
      .find((place) => member(member(this.#files.value(place), 'flows'), 'clientCredentials') !== undefined);
  }

  #below(from: Place, name: string): readonly Place[] {
    const here = this.#files.follow(from);
    const { place: operation, parameters } = this.#operation;
    if (here.file === operation.file && here.pointer === `${operation.pointer}/parameters`) {
      return parameters.filter((place) => member(this.#files.value(place), 'name') === name);
    }
    const found = { ...here, pointer: here.pointer + step(name) };
    if (here.pointer.endsWith('/properties')) {
      // A schema may have its properties in what it extends and in its branches.
      const schema = { ...here, pointer: here.pointer.slice(0, -'/properties'.length) };
      return this.#graph.properties(schema, name);
    }
    if (name === 'properties' || this.#files.value(found) !== undefined) return [found];
    if (here.file === operation.file && here.pointer === operation.pointer) {
      // Of the path, or of the whole document.
      if (name === 'parameters') return parameters.length > 0 ? [found] : [];
      return name === 'security' ? [{ file: here.file, pointer: '/security' }] : [];
    }
    return this.#graph.describing(here).map((schema) => below(schema, name));
  }
}

function isStatus(value: unknown): boolean {
  return Number.isInteger(value) && Number(value) >= 100 && Number(value) <= 599;
}

function nounOf(operation: unknown): Noun {
  const noun = member(operation, 'x-noun');
  const [one, many] = [member(noun, 'one'), member(noun, 'many')];
  return typeof one === 'string' && typeof many === 'string' ? { one, many } : { one: 'item', many: 'items' };
}

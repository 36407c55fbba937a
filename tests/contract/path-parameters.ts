/** The parameters in the operation's path, and what a server answers to values that lead nowhere. */
import { isObject, member } from '../json/json.ts';
import { below, type ContractFiles, type Place, type Statement } from './files.ts';
import { exampleOf } from './operation.ts';
import { sampleOf } from './pattern-samples.ts';
import { regularExpression } from './patterns.ts';

/** What the contract promises for a value that leads nowhere: in an example of the reply with 404 or 400. */
interface PromisedRefusal {
  readonly status: number;
  readonly errorCode: string | undefined;
  readonly statement: Statement;
}

export interface PathParameter {
  readonly name: string;
  /** What people call that which it names: `project`, `cluster name`. */
  readonly title: string;
  /** What people call its value: `project id`, `cluster name`. */
  readonly valueTitle: string;
  readonly pattern: string | undefined;
  readonly example: string | undefined;
  readonly statement: Statement;
  /** For a value of the right form that nothing has; undefined: no example says what is promised. */
  readonly unknown: PromisedRefusal | undefined;
  /** For a value of the wrong form. */
  readonly malformed: PromisedRefusal | undefined;
}

/** Atlas calls a project a group in paths, and nowhere else. */
const TITLES: Readonly<Record<string, string>> = { groupId: 'project', orgId: 'organization' };

const words = (name: string) => name.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase();
const capitalized = (name: string) => `${name.charAt(0).toUpperCase()}${name.slice(1)}`;

/** Reads the parameters of the path, in the order of the path. `operation`: where the GET stands. */
export function pathParameters(
  files: ContractFiles,
  path: string,
  operation: Place,
  parameters: readonly Place[],
): readonly PathParameter[] {
  return [...path.matchAll(/\{([^{}]*)\}/g)].flatMap(([, name = '']) => {
    const place = parameters.find(
      (one) => member(files.value(one), 'in') === 'path' && member(files.value(one), 'name') === name,
    );
    if (!place) return [];
    const schema = files.value(files.follow(below(place, 'schema')));
    const pattern = member(schema, 'pattern');
    const example = exampleOf(files, place);
    const title = TITLES[name];
    const suffix = name === 'groupId' ? 'Project' : capitalized(name);
    return [
      {
        name,
        title: title ?? words(name),
        valueTitle: title === undefined ? words(name) : `${title} id`,
        pattern: typeof pattern === 'string' ? pattern : undefined,
        example: example === undefined ? undefined : String(example),
        statement: files.statement(place),
        unknown: promised(files, operation, `unknown${suffix}`),
        malformed: promised(files, operation, `malformed${suffix}`),
      },
    ];
  });
}

/** The example of a refusal, wherever it stands among the replies with 404 and 400. */
function promised(files: ContractFiles, operation: Place, name: string): PromisedRefusal | undefined {
  for (const status of [404, 400]) {
    const stated = below(operation, 'responses', String(status));
    if (files.value(stated) === undefined) continue;
    const response = files.follow(stated);
    const content = files.value(below(response, 'content'));
    for (const mediaType of isObject(content) ? Object.keys(content) : []) {
      const place = below(response, 'content', mediaType, 'examples', name);
      const example = files.value(place);
      if (!isObject(example)) continue;
      const code = member(example.value, 'errorCode');
      return {
        status,
        errorCode: typeof code === 'string' ? code : undefined,
        statement: files.statement(place),
      };
    }
  }
  return undefined;
}

type Form = Pick<PathParameter, 'title' | 'pattern'>;

const keeps = ({ pattern }: Form, value: string) =>
  pattern === undefined || regularExpression(pattern).test(value);

/** A value of the right form that nothing has, other than one's own; undefined when none can be made. */
export function unknownValue(parameter: Form, own: string): string | undefined {
  const { pattern, title } = parameter;
  const readable = `no-such-${title.replaceAll(' ', '-')}`;
  if (keeps(parameter, readable) && readable !== own) return readable;
  if (pattern === undefined) return `${readable}-either`;
  const choices = [0, 1, 2].map((choice) => sampleOf(pattern, (count) => Math.min(choice, count - 1)));
  return choices.find((value) => value !== undefined && value !== own);
}

/** A value that the pattern refuses; undefined when there is no pattern, or it refuses nothing. */
export function malformedValue(parameter: Form): string | undefined {
  const title = parameter.title.replaceAll(' ', '-');
  const candidates = [`not-a-${title}-id`, `not a ${title}`, '!', '~', '_', '-', '.x', ' '];
  return candidates.find((value) => !keeps(parameter, value));
}

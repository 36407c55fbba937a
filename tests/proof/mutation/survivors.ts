/** Mutants that no run can tell from the code, each with the reason. */
import type { Listed } from './survival.ts';

export const SURVIVORS: readonly Listed[] = [
  {
    file: 'tests/rules/errors.ts',
    reason:
      'Of an error document as a whole the contracts state its type and `error`, which stands before the `||`.',
    mutants: [
      [
        ".find((one) => isAbout('error')(one) || (one.path.length === 0 && one.keyword === 'type'));",
        "one.keyword === 'type' → true",
      ],
    ],
  },
  {
    file: 'tests/rules/item-fields.ts',
    reason: 'The judge leaves out a hint that is undefined; the compiler wants it left out before.',
    mutants: [
      [
        '(error) => ({ ...schemaViolation(error, page.probe), ...(hint !== undefined && { hint }) }),',
        'hint !== undefined → true',
      ],
    ],
  },
  {
    file: 'tests/probes/list-reply.ts',
    reason: 'A text is no link: the one that the mutant puts into the empty array is passed over.',
    mutants: [
      [
        'links: (Array.isArray(links) ? links.slice(0, MOST_LINKS) : []).flatMap((link, index) => {',
        '[] → ["Stryker was here"]',
      ],
    ],
  },
  {
    file: 'tests/rules/needs.ts',
    reason: 'Reasons are looked at when every reply is missing, so that each gives one.',
    mutants: [
      [
        "const reasons = found.flatMap(([, one]) => ('value' in one ? [] : [one]));",
        '[] → ["Stryker was here"]',
      ],
    ],
  },
  {
    file: 'tests/rules/needs.ts',
    reason: 'Every rule asks for a probe, so that there is a first reason; the compiler does not know that.',
    mutants: [
      [
        "return reasons.find((one) => 'blockedBy' in one) ?? reasons[0] ?? { notApplicable: 'no probe asks for it' };",
        "{ notApplicable: 'no probe asks for it' } → {}",
      ],
    ],
  },
  {
    file: 'tests/rules/auth.ts',
    reason: 'Neither an empty list nor one with another text has `auth`.',
    mutants: [["const qops = qop?.toLowerCase().split(',') ?? [];", '[] → ["Stryker was here"]']],
  },
  {
    file: 'tests/probes/project.ts',
    reason: 'A comparison with undefined is false as well; the compiler wants it asked before.',
    mutants: [
      ['return said !== undefined && said < askedPage(page, run).pageNum;', 'said !== undefined → true'],
    ],
  },
  {
    file: 'tests/rules/fields.ts',
    reason:
      'No recorded run has a contract that states more of an enveloped list than of a list; contract.test.ts has one.',
    mutants: ['true', 'false', "askedValue(page.exchange.asked, 'envelope') !== 'true'"].map(
      (replacement): readonly [string, string] => [
        "const isEnveloped = askedValue(page.exchange.asked, 'envelope') === 'true';",
        `askedValue(page.exchange.asked, 'envelope') === 'true' → ${replacement}`,
      ],
    ),
  },
  {
    file: 'tests/probes/blocks.ts',
    reason: 'Both probes are named, so that both entries are there; the compiler does not know that.',
    mutants: [
      [
        '(one) => one !== undefined && !isMissing(one) && one.response.status === response.status,',
        'one !== undefined → true',
      ],
    ],
  },
  {
    file: 'tests/rules/pagination.ts',
    reason: 'No bucket has the text that the mutant puts into the empty array as its id.',
    mutants: [
      [
        'const known = new Set(before.flatMap((item) => identity.of(item) ?? []));',
        '[] → ["Stryker was here"]',
      ],
    ],
  },
];

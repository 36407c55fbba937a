/** What the command does, by name: each is loaded only when it is asked for. */
import type { Subcommand } from './subcommand.ts';

interface Entry {
  /** A clause for the list of `--help`. */
  readonly does: string;
  readonly load: () => Promise<Subcommand>;
}

export const SUBCOMMANDS: Readonly<Record<string, Entry>> = {
  judge: {
    does: 'judges the target that the environment names, or many',
    load: async () => (await import('./judge-command.ts')).judge,
  },
  client: {
    does: 'judges a client by what it sends',
    load: async () => (await import('./client.ts')).client,
  },
  compare: {
    does: 'says what changed from one result to another',
    load: async () => (await import('./compare.ts')).compare,
  },
  drift: {
    does: "compares the contract with the vendor's OpenAPI",
    load: async () => (await import('./drift.ts')).drift,
  },
  plan: {
    does: 'prints the requests of a run, and sends none',
    load: async () => (await import('./plan.ts')).plan,
  },
  rules: {
    does: "prints the rules, or one with its sources and the contract's lines",
    load: async () => (await import('./rules.ts')).rules,
  },
  reference: {
    does: 'starts a server that keeps the contract',
    load: async () => (await import('./reference.ts')).reference,
  },
};

/** Records what mutants of our own rules are judged by, with what the rules as they stand say of it. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeChanged } from '../contracts.ts';
import { digestOf } from './judgement.ts';
import { Packer, type RecordedGroup, type Recording, RUNS_FILE } from './recording.ts';
import { changeOf, contractNameOf, RUNS, runOf } from './runs.ts';

/** Writes the runs of that name, and the contracts that judge them, into the directory. */
export async function record(directory: string, names: readonly string[] = RUNS): Promise<void> {
  const packer = new Packer();
  const groups: RecordedGroup[] = [];
  for (const contract of new Set(names.map(contractNameOf))) {
    const group = await recorded(
      contract,
      names.filter((name) => contractNameOf(name) === contract),
      packer,
    );
    mkdirSync(join(directory, contract));
    writeChanged(join(directory, contract), changeOf(contract));
    groups.push(group);
  }
  const recording: Recording = { bodies: packer.bodies, answers: packer.answers, groups };
  writeFileSync(join(directory, RUNS_FILE), JSON.stringify(recording));
}

async function recorded(contract: string, names: readonly string[], packer: Packer): Promise<RecordedGroup> {
  const runs = await Promise.all(names.map(async (name) => [name, await runOf(name)] as const));
  const [version] = runs.map(([, run]) => run.contract.version);
  if (!version) throw new RangeError(`no run is judged by ${contract}`);
  return {
    contract,
    version,
    runs: runs.map(([name, run]) => ({
      name,
      answers: [...run.answers].map(([probe, answer]) => [probe, packer.answer(answer)] as const),
      projectId: run.projectId,
      baseUrl: run.baseUrl,
      auth: run.auth,
      digest: digestOf(run),
    })),
  };
}

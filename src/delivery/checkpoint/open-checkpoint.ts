import { stat, truncate } from 'node:fs/promises';
import type { Settings } from '../../settings/settings.ts';
import { SettingsError } from '../../settings/settings-error.ts';
import { identifyInputs } from './input-identity.ts';
import {
  type Journal,
  type JournalContent,
  type JournalHeader,
  openJournal,
  readJournal,
} from './journal.ts';
import { takeLock } from './lock.ts';

/** A checkpoint that is this process's own, and fits its input and settings. */
export interface OpenedCheckpoint extends JournalContent {
  readonly file: string;
  /** Whether an earlier run has begun it. */
  readonly origin: 'begun' | 'resumed';
  readonly journal: Journal;
  readonly unlock: () => Promise<void>;
}

/** Where a run sends to. */
export interface Destination {
  readonly region: string;
  readonly endpoint: string;
}

/**
 * Opens or begins the checkpoint of a run.
 *
 * @throws SettingsError where another process holds it, it is damaged, or it belongs to another input or to other
 *   settings: nothing is guessed.
 */
export async function openCheckpoint(
  file: string,
  settings: Settings,
  run: Destination & { readonly runId: string },
): Promise<OpenedCheckpoint> {
  const header: JournalHeader = {
    journal: 1,
    runId: run.runId,
    inputs: await identifyInputs(settings.data),
    settings: settingsThatMatter(settings, run),
    deadLetterFile: settings.deadLetter ?? `dead-letters-${run.runId}.ndjson`,
    receiptsFile: settings.receipts ?? null,
  };
  const unlock = await takeLock(file, settings.takeOver ? 'forced' : 'dead-owner');
  try {
    const earlier = await readJournal(file);
    if (earlier) refuseChanges(file, earlier.header, header);
    const content = earlier ? asNamedNow(earlier, header) : { header, state: undefined };
    if (earlier) await cutBackFiles(earlier);
    const journal = await openJournal(file, content).catch((error: NodeJS.ErrnoException) => {
      throw new SettingsError(
        `--checkpoint: ${file} can't be written (${error.code}); check the folder and its disk.`,
      );
    });
    return { ...content, file, origin: earlier ? 'resumed' : 'begun', journal, unlock };
  } catch (error) {
    await unlock();
    throw error;
  }
}

/** Settings that decide which records there are, where they go and in what order. */
function settingsThatMatter(
  settings: Settings,
  { region, endpoint }: Destination,
): JournalHeader['settings'] {
  const { stream, format, delimiter, putRecordCount, batchRecords, batchBytes, recordBytes, noValidate } =
    settings;
  const limits = { 'batch-records': batchRecords, 'batch-bytes': batchBytes, 'record-bytes': recordBytes };
  return {
    ...{ stream, region, endpoint, format, delimiter, ...limits },
    'put-record-count': Number.isFinite(putRecordCount) ? putRecordCount : 'all',
    'no-validate': String(noValidate),
    'dead-letter': settings.deadLetter ?? null,
    receipts: settings.receipts ?? null,
  };
}

function refuseChanges(file: string, before: JournalHeader, now: JournalHeader): void {
  for (const [name, value] of Object.entries(now.settings)) {
    const earlier = before.settings[name];
    if (earlier !== value) throw otherRun(file, `--${name} was ${earlier} and is ${value}`);
  }
  const isSameCount = before.inputs.length === now.inputs.length;
  if (!isSameCount)
    throw otherRun(file, `there were ${before.inputs.length} inputs and are ${now.inputs.length}`);
  for (const [position, input] of now.inputs.entries()) {
    const earlier = before.inputs[position];
    if (earlier?.path !== input.path)
      throw otherRun(file, `an input was ${earlier?.path} and is ${input.path}`);
    const isSame =
      earlier.size === input.size &&
      earlier.modifiedMs === input.modifiedMs &&
      earlier.headSha256 === input.headSha256;
    if (!isSame) throw otherRun(file, `${input.path} has changed since`);
  }
}

/** The same file can be named in several ways: positions get the names that this run knows its inputs by. */
function asNamedNow({ header, state }: JournalContent, { inputs }: JournalHeader): JournalContent {
  const named = { ...header, inputs };
  if (state?.mark === undefined) return { header: named, state };
  const { mark } = state;
  const position = header.inputs.findIndex(({ name }) => name === mark.file);
  return { header: named, state: { ...state, mark: { ...mark, file: inputs[position]?.name ?? mark.file } } };
}

function otherRun(file: string, why: string): SettingsError {
  return new SettingsError(
    `--checkpoint: ${file} belongs to another run: ${why}; use the same input and options, or another checkpoint.`,
  );
}

/** Cuts off what a crash left behind the length that counted: those records are settled anew. */
async function cutBackFiles({ header, state }: JournalContent): Promise<void> {
  await cutBack(header.deadLetterFile, state?.deadLetterBytes ?? 0);
  if (header.receiptsFile) await cutBack(header.receiptsFile, state?.receiptBytes ?? 0);
}

async function cutBack(path: string, length: number): Promise<void> {
  const size = await stat(path).then(
    (stats) => stats.size,
    () => 0,
  );
  if (size < length) {
    throw new SettingsError(
      `--checkpoint: ${path} has ${size} bytes where the journal vouches for ${length}: its records would be lost; restore it.`,
    );
  }
  if (size > length) await truncate(path, length);
}

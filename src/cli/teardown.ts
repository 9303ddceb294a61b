import type { ResourceClients } from '../aws/resource-clients.ts';
import { askAccount } from '../provision/account.ts';
import { bucketOfRole } from '../provision/bucket-of-role.ts';
import { chooseBucket } from '../provision/choose-bucket.ts';
import { createPlan, type Plan, resourcesOf } from '../provision/plan.ts';
import { resourceNames } from '../provision/resource-names.ts';
import { type Inspected, inspectAll, type Outcome } from '../provision/set-up.ts';
import { removalOf, tearDown } from '../provision/tear-down.ts';
import { SettingsError } from '../settings/settings-error.ts';
import type { TearDownOptions } from '../settings/teardown-options.ts';
import { isConfirmed } from './confirm.ts';
import { resourceCommand } from './resource-command.ts';
import type { Signals } from './signals.ts';
import type { Terminal } from './terminal.ts';

/** `teardown`: removes what `setup` has made for a stream, and nothing else. */
export function tearDownCommand(
  options: TearDownOptions,
  surroundings: { readonly terminal: Terminal; readonly signals: Signals },
): Promise<number> {
  const { terminal } = surroundings;
  if (!options.yes && terminal.stdin.isTTY !== true) {
    throw new SettingsError('teardown asks before it removes, and here is no terminal to ask on: add --yes.');
  }
  return resourceCommand(options, surroundings, async ({ clients, patience, signal, print, onOutcome }) => {
    const plan = await planOf(options, clients);
    const data = options.deleteData ? 'delete' : 'keep';
    const removal = removalOf(await inspectAll(resourcesOf(plan, clients, { patience, data })));
    if (removal.ours.length > 0 && !options.yes) {
      terminal.stderr.write(question(removal.ours, options));
      if (!(await isConfirmed(terminal, options.stream, signal))) {
        throw new SettingsError("Nothing was removed: the stream's name was not typed.");
      }
    }
    let kept: Outcome | undefined;
    await tearDown(removal, (outcome) => {
      if (outcome.status === 'kept') kept = outcome;
      onOutcome(outcome);
    });
    print(...lastLines(plan, removal.ours.length, kept));
    return 0;
  });
}

/** The plan of what may be there; the stream says which bucket it has, or its role, if either is still there. */
async function planOf(options: TearDownOptions, clients: ResourceClients): Promise<Plan> {
  const account = await askAccount(clients.sts, clients.region);
  const bucketName =
    (await chooseBucket(options, clients)) ??
    (await bucketOfRole(clients.iam, options.stream, resourceNames(options.stream, account)));
  // What differs from these settings is nothing to a removal.
  const settings = {
    prefix: '',
    errorPrefix: '',
    compression: 'none',
    bufferIntervalS: 0,
    bufferMib: 1,
  } as const;
  return createPlan({ streamName: options.stream, bucketName, settings }, account);
}

function question(ours: readonly Inspected[], { deleteData }: TearDownOptions): string {
  const lines = ours.map(({ resource: { kind, name } }) => `  ${kind.padEnd(17)}${name}`);
  const data = deleteData ? 'with all data in it' : 'only if it is empty';
  return `These would be removed, the bucket ${data}:\n${lines.join('\n')}\n`;
}

function lastLines(
  { streamName, names, account, bucketOrigin }: Plan,
  removed: number,
  kept?: Outcome,
): readonly string[] {
  if (removed === 0) {
    // A bucket that was kept alone is known to the user only.
    const hint = bucketOrigin === 'given' ? '' : ' If setup was given a --bucket, add the same --bucket.';
    return [`Nothing to remove: setup has made nothing for stream ${streamName} that is still there.${hint}`];
  }
  if (kept === undefined) return ['', `All that setup has made for stream ${streamName} is removed.`];
  const bucket = bucketOrigin === 'given' ? ` --bucket ${names.bucketName}` : '';
  const command = `teardown --stream ${streamName} --region ${account.region}${bucket} --delete-data`;
  return [
    '',
    'The bucket is kept, and costs money. This removes it with its data:',
    `  npx tsx src/scenario.ts ${command}`,
  ];
}

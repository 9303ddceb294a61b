import { askAccount } from '../provision/account.ts';
import { chooseBucket } from '../provision/choose-bucket.ts';
import { createPlan, resourcesOf } from '../provision/plan.ts';
import { setUp } from '../provision/set-up.ts';
import type { SetUpOptions } from '../settings/setup-options.ts';
import { resourceCommand } from './resource-command.ts';
import { planLines } from './resource-lines.ts';
import type { Signals } from './signals.ts';
import type { Terminal } from './terminal.ts';

/** `setup`: makes the stream and what it needs, and changes nothing that is there. */
export function setUpCommand(
  options: SetUpOptions,
  surroundings: { readonly terminal: Terminal; readonly signals: Signals },
): Promise<number> {
  return resourceCommand(options, surroundings, async ({ clients, patience, print, onOutcome }) => {
    const account = await askAccount(clients.sts, clients.region);
    const { stream: streamName } = options;
    const bucketName = options.dryRun ? options.bucket : await chooseBucket(options, clients);
    const plan = createPlan({ streamName, bucketName, settings: options }, account);
    if (options.dryRun) {
      print(...planLines(plan));
      return 0;
    }
    await setUp(resourcesOf(plan, clients, { patience, data: 'keep' }), onOutcome);
    print(
      '',
      `Stream ${streamName} is ACTIVE. Send to it, and remove it again:`,
      `  npx tsx src/scenario.ts --stream ${streamName} --region ${clients.region}`,
      `  npx tsx src/scenario.ts teardown --stream ${streamName} --region ${clients.region}`,
    );
    return 0;
  });
}

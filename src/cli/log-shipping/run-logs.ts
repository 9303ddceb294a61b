import type { Logger as PinoLogger } from 'pino';
import type { Connection } from '../../aws/clients.ts';
import { openLogService } from '../../aws/log-service.ts';
import type { Settings } from '../../settings/settings.ts';
import type { ErrorOutput } from '../error-output.ts';
import { createLogger } from '../logger.ts';
import { createLogShipper } from './log-shipper.ts';

/** How long the end of a run waits for the log service; a user who pressed Ctrl-C waits less. */
const FLUSH_MS = { ended: 3_000, stopped: 1_000 } as const;

/** The log of a run, and where else it goes. */
export interface RunLogs {
  readonly log: PinoLogger;
  /** Ships what is left, within a deadline or until the signal. */
  end(how: keyof typeof FLUSH_MS, cut: AbortSignal): Promise<void>;
}

/** Makes the log of a run: on stderr, and with `--log-group` the same lines in a log stream named by the run id. */
export async function openRunLogs(
  { settings, runId }: { readonly settings: Settings; readonly runId: string },
  connection: Connection,
  output: ErrorOutput,
): Promise<RunLogs> {
  const { logGroupName, local } = settings;
  if (logGroupName === undefined) return { log: await createLogger(settings, output), end: async () => {} };
  // A group made here would be kept for ever and belong to nobody; the embedded AWS is nobody's account.
  const missingGroup = local ? 'make it' : 'fail';
  const target = { group: logGroupName, stream: runId, missingGroup } as const;
  const service = await openLogService(connection, target);
  const shipper = createLogShipper({
    service,
    onTrouble: (trouble) => log.warn({ logGroup: logGroupName, ...trouble }, 'log service failing'),
  });
  const log = await createLogger(settings, output, shipper.write);
  return {
    log,
    end: async (how, cut) => {
      const counts = await shipper.end(FLUSH_MS[how], cut);
      service.destroy();
      if (counts.unshipped === 0) return;
      log.info({ logGroup: logGroupName, ...counts }, 'log lines not shipped');
    },
  };
}

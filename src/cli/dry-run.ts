import { dryRun, failedDryRun } from '../delivery/dry-run.ts';
import type { DryRunReport } from '../report/report.ts';
import type { RunContext } from './run.ts';

/** `--dry-run`: reads and batches everything, and touches no network. */
export function dryRunCommand({ settings, terminal, tell }: RunContext): Promise<DryRunReport> {
  const { AWS_REGION, AWS_DEFAULT_REGION } = terminal.environment;
  const region = settings.region ?? AWS_REGION ?? AWS_DEFAULT_REGION;
  tell((end) => failedDryRun(settings, region, end));
  return dryRun(settings, terminal.stdin, region);
}

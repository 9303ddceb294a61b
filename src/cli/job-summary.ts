import { appendFileSync } from 'node:fs';
import { dryRunMarkdown, reportMarkdown } from '../report/markdown.ts';
import type { DryRunReport, Report } from '../report/report.ts';
import type { Terminal } from './terminal.ts';

/**
 * Adds the report to the page of a GitHub Actions job, whose file `GITHUB_STEP_SUMMARY` names (Source: "Workflow commands"
 * in GitHub's documentation). A file that can't be written costs a warning and never the exit code. It is written before
 * this returns, because a sudden end waits for nothing.
 */
export function addToJobSummary(
  { environment, stderr }: Pick<Terminal, 'environment' | 'stderr'>,
  report: Report | DryRunReport,
): void {
  const file = environment.GITHUB_STEP_SUMMARY;
  if (file === undefined || file === '') return;
  const markdown = 'dryRun' in report ? dryRunMarkdown(report) : reportMarkdown(report);
  try {
    // Several steps of a job may run the scenario: each has a paragraph of its own.
    appendFileSync(file, `${markdown}\n`);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    stderr.write(`firehose-scenario: the job summary can't be written (GITHUB_STEP_SUMMARY): ${reason}.\n`);
  }
}

/** Reports that the documents show as text, and the runs on the embedded AWS that they come from. */
export const EXAMPLES = [
  { document: 'README.md', args: ['--verify'] },
  {
    document: 'SPECIFICATION.md',
    args: ['--faults', 'poison:contains=192.0.2.215:code=ValidationException'],
  },
] as const;

/** The report of a document, in its fenced block. */
export const SHOWN_REPORT = /(?<=```text\n)(?:All|[\d,]+ of) .*?\n(?=```)/s;

/** A report without the lines to paste that may follow it. */
export const reportOf = (stdout: string) => `${stdout.split('\n\n')[0]?.trimEnd()}\n`;

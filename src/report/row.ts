/** A row of a report: what it is about, and a text that begins in the 19th column. */
export function row(name: string, text: string): string {
  return `  ${name.padEnd(15)} ${text}`;
}

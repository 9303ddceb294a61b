import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/settings/package-root.ts';

/** Reads a text file of the repository. */
export function readDocument(name: string): string {
  return readFileSync(join(packageRoot(), name), 'utf8');
}

/** A fenced block of a document. */
export interface CodeBlock {
  readonly language: string;
  readonly code: string;
  /** Text of the nearest heading above it. */
  readonly heading: string;
}

/** All fenced blocks, in order. */
export function codeBlocks(markdown: string): readonly CodeBlock[] {
  const blocks = markdown.matchAll(/^```(\w*)\n(.*?)^```$/gms);
  return [...blocks].map(({ 1: language = '', 2: code = '', index }) => {
    const above = headings(markdown.slice(0, index));
    return { language, code, heading: above.at(-1) ?? '' };
  });
}

/** The one block of a language below a heading. */
export function codeBlock(markdown: string, heading: string, language: string): string {
  const found = codeBlocks(markdown).filter(
    (block) => block.heading === heading && block.language === language,
  );
  if (found.length !== 1 || found[0] === undefined) {
    throw new Error(`There are ${found.length} blocks of ${language} below "${heading}", not one.`);
  }
  return found[0].code;
}

/** Texts of all headings, in order, without their marks. */
export function headings(markdown: string): readonly string[] {
  return [...withoutCode(markdown).matchAll(/^#{1,6} (.+)$/gm)].map(([, text = '']) => text);
}

/** The names by which a page's headings are linked to, as GitHub makes them. */
export function anchors(markdown: string): ReadonlySet<string> {
  const slugs = headings(markdown).map((text) =>
    text
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
  return new Set(slugs);
}

/** Targets of all links, in order. */
export function links(markdown: string): readonly string[] {
  return [...withoutCode(markdown).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
}

/**
 * Rows of a table below a heading, without its head; cells without surrounding spaces.
 *
 * @param place - Which table of the section, from 0.
 */
export function tableRows(markdown: string, heading: string, place = 0): readonly (readonly string[])[] {
  const tables = [...section(markdown, heading).matchAll(/(?:^\|.*\n?)+/gm)];
  const table = tables[place]?.[0];
  if (table === undefined) throw new Error(`There are only ${tables.length} tables below "${heading}".`);
  return table.trimEnd().split('\n').slice(2).map(cells);
}

/** The text between a heading and the next one of any level. */
export function section(markdown: string, heading: string): string {
  const lines = markdown.split('\n');
  const first = lines.findIndex((line) => line.replace(/^#+ /, '') === heading && line.startsWith('#'));
  if (first < 0) throw new Error(`There is no heading "${heading}".`);
  const rest = lines.slice(first + 1);
  let isCode = false;
  const end = rest.findIndex((line) => {
    if (line.startsWith('```')) isCode = !isCode;
    return !isCode && /^#{1,6} /.test(line);
  });
  return rest.slice(0, end < 0 ? rest.length : end).join('\n');
}

/** What stands between backquotes in a cell; the cell itself where nothing does. */
export function inCode(cell: string): string {
  return /`([^`]*)`/.exec(cell)?.[1] ?? cell;
}

function cells(row: string): readonly string[] {
  // A bar inside of a cell is written as \|, because it would end the cell.
  return row
    .split(/(?<!\\)\|/)
    .slice(1, -1)
    .map((cell) => cell.trim().replaceAll('\\|', '|'));
}

function withoutCode(markdown: string): string {
  return markdown.replace(/^```.*?^```$/gms, '');
}

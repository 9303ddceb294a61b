import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { packageRoot } from '../../src/settings/package-root.ts';
import { readDocument } from './markdown.ts';

/** One part of a page of documentation. */
export interface PageExcerpt {
  readonly description: string;
  readonly genai: string;
  readonly snippet_tags: readonly string[];
}

/** A page of documentation, as `firehose_metadata.yaml` has it. */
export interface Page {
  readonly title?: string;
  readonly title_abbrev?: string;
  readonly synopsis?: string;
  readonly category?: string;
  readonly languages: Readonly<
    Record<
      string,
      {
        readonly versions: readonly {
          readonly sdk_version: number;
          readonly excerpts: readonly PageExcerpt[];
        }[];
      }
    >
  >;
  readonly services: Readonly<Record<string, Readonly<Record<string, null>>>>;
}

export const PAGES = parse(readDocument('resources/metadata/firehose_metadata.yaml')) as Readonly<
  Record<string, Page>
>;

/** The parts of a page, in order. */
export const excerptsOf = (page: Page): readonly PageExcerpt[] =>
  Object.values(page.languages).flatMap(({ versions }) => versions.flatMap(({ excerpts }) => excerpts));

/** The name that a reader is told to save an excerpt by. */
export const fileNameOf = ({ description }: PageExcerpt): string =>
  /[Ss]ave (?:this|it) as `([^`]+)`\.$/.exec(description)?.[1] ?? '';

/** The packages that a page tells its reader to install. */
export function packagesOf(page: Page): readonly string[] {
  const install = excerptsOf(page)
    .map(({ description }) => / Install (.*), and save this as /.exec(description)?.[1])
    .find((words) => words !== undefined);
  return [...(install ?? '').matchAll(/`([^`]+)`/g)].map(([, name = '']) => name.replace(/(?<=.)@\d+$/, ''));
}

/** Text between a pair of tags. */
export interface Snippet {
  readonly tag: string;
  /** Path from the repository's root. */
  readonly file: string;
  readonly code: string;
  /** The file as it is, its tags included. */
  readonly source: string;
}

/** Every pair of tags in `src`, read as a documentation build reads it: lines, never de-indented. */
export function readSnippets(): readonly Snippet[] {
  const names = readdirSync(join(packageRoot(), 'src'), { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => snippetsIn(join('src', name), readFileSync(join(packageRoot(), 'src', name), 'utf8')));
}

function snippetsIn(file: string, source: string): Snippet[] {
  const starts = [...source.matchAll(/^.*snippet-start:\[(.*)\]$/gm)];
  const ends = [...source.matchAll(/^.*snippet-end:\[(.*)\]$/gm)];
  return starts.map(({ 0: line, 1: tag = '', index }, place) => {
    const end = ends[place];
    if (end?.[1] !== tag) throw new Error(`${file}: ${tag} has no end.`);
    return { tag, file, code: source.slice(index + line.length + 1, end.index), source };
  });
}

import { describe, expect, it } from 'vitest';
import { excerptsOf, fileNameOf, PAGES, packagesOf, readSnippets } from './excerpts.ts';
import { readDocument, tableRows } from './markdown.ts';

const snippets = readSnippets();
const pages = Object.entries(PAGES);
const tagsOf = (page: (typeof pages)[number][1]) =>
  excerptsOf(page).flatMap(({ snippet_tags }) => snippet_tags);

/** One sentence or several: no word in front that is small, nothing behind without its full stop. */
const SENTENCES = /^[A-Z`][^\n]*\.$/;

describe('the tags', () => {
  it('are there for everything that a reader copies', () => {
    expect(snippets.length).toBeGreaterThanOrEqual(10);
    expect(new Set(snippets.map(({ tag }) => tag)).size).toBe(snippets.length);
  });

  it.each(snippets.map((snippet) => [snippet.file, snippet] as const))(
    'of %s hold the whole file',
    (_, { tag, source }) => {
      const lines = source.split('\n');
      expect(lines[0]).toBe(`// snippet-start:[${tag}]`);
      expect(lines.slice(-2)).toEqual([`// snippet-end:[${tag}]`, '']);
      expect(source.match(/snippet-(start|end)/g)).toHaveLength(2);
      expect(tag).toMatch(/^javascript\.v3\.firehose\.(Hello|(actions|helpers|scenarios)\.[A-Z]\w+)$/);
    },
  );

  it.each(snippets.map((snippet) => [snippet.file, snippet.code] as const))(
    '%s can be shown: no Region, no placeholder, nothing that looks like a secret',
    (_, code) => {
      expect(code).not.toMatch(/[a-z]{2}-[a-z]+-\d\b|\bregion\s*:/i);
      expect(code).not.toMatch(/YOUR_|REPLACE|<[A-Z_]+>|TODO|XXX|example\.com|\bprocess\.|console\./);
      expect(code).not.toMatch(/[A-Za-z0-9/+=]{40}/);
      expect(code).not.toMatch(/\p{Extended_Pictographic}/u);
      expect(code).not.toMatch(/^\s*\/\/ [a-z]/m);
    },
  );
});

describe('firehose_metadata.yaml', () => {
  it('has the pages of a first reader', () => {
    const names = [
      'firehose_Hello',
      'firehose_PutRecord',
      'firehose_PutRecordBatch',
      'firehose_Scenario_PutRecords',
    ];
    expect(Object.keys(PAGES)).toEqual(expect.arrayContaining(names));
  });

  it('shows every tag, and no other', () => {
    const shown = new Set(pages.flatMap(([, page]) => tagsOf(page)));
    expect([...shown].sort()).toEqual(snippets.map(({ tag }) => tag).sort());
  });

  it.each(pages)('%s is for JavaScript, version 3, with a sentence for each excerpt', (_, page) => {
    expect(Object.keys(page.languages)).toEqual(['JavaScript']);
    expect(page.languages.JavaScript?.versions.map((version) => version.sdk_version)).toEqual([3]);
    for (const excerpt of excerptsOf(page)) {
      expect(excerpt.description).toMatch(SENTENCES);
      expect(excerpt.genai).toBe('most');
      expect(excerpt.snippet_tags).toHaveLength(1);
    }
  });

  it.each(pages)('%s is titled as its kind is', (name, page) => {
    const { title, title_abbrev, synopsis, category } = page;
    const titles = [title, title_abbrev, synopsis, category];
    if (name === 'firehose_Hello')
      expect(titles).toEqual([expect.any(String), title, expect.any(String), 'Hello']);
    else if (name.includes('_Scenario_')) {
      expect(titles).toEqual([expect.any(String), expect.any(String), expect.any(String), 'Scenarios']);
      expect(synopsis).toMatch(/^[a-z].*\.$/);
      expect(`${title}${title_abbrev}`).not.toMatch(/\./);
    } else expect(titles).toEqual([undefined, undefined, undefined, undefined]);
  });

  it.each(pages)('%s tells each excerpt by the name of its file, once', (_, page) => {
    const names = excerptsOf(page).map(fileNameOf);
    const files = tagsOf(page).map((tag) =>
      snippets
        .find((snippet) => snippet.tag === tag)
        ?.file.split('/')
        .at(-1),
    );
    expect(names).toEqual(files);
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(pages)('%s names the packages and the operations of its code', (_, page) => {
    const code = tagsOf(page).map((tag) => snippets.find((snippet) => snippet.tag === tag)?.code ?? '');
    const imported = code.flatMap((text) =>
      [...text.matchAll(/ from '([^'.][^']*)';/g)].map(([, name]) => name),
    );
    expect([...packagesOf(page)].sort()).toEqual([...new Set(imported)].sort());
    const commands = code.flatMap((text) =>
      [...text.matchAll(/new (\w+)Command\(/g)].map(([, name]) => name),
    );
    const operations = Object.values(page.services).flatMap((service) => Object.keys(service));
    expect(operations.sort()).toEqual([...new Set(commands)].sort());
  });

  it("is what SPECIFICATION.md's table says", () => {
    const expected = pages.map(([name, page]) => {
      const file = snippets.find(({ tag }) => tag === tagsOf(page)[0])?.file;
      const operations = Object.values(page.services).flatMap((service) => Object.keys(service));
      return [`\`${name}\``, operations.join(', '), `\`${file}\``, `\`${tagsOf(page)[0]}\``];
    });
    expect(tableRows(readDocument('SPECIFICATION.md'), 'Metadata')).toEqual(expected);
  });
});

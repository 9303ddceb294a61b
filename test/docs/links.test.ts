import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/settings/package-root.ts';
import { anchors, links, readDocument, section } from './markdown.ts';

const DOCUMENTS = ['README.md', 'SPECIFICATION.md'];

/** What is wrong with a link of a document; undefined where it leads somewhere. */
function faultOf(document: string, link: string): string | undefined {
  if (/^https:\/\//.test(link)) return undefined;
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? document : join(dirname(document), path);
  if (!existsSync(join(packageRoot(), target))) return `${link}: no such file`;
  if (anchor !== undefined && !anchors(readDocument(target)).has(anchor)) return `${link}: no such heading`;
  return undefined;
}

/** Every page of the repository. */
function pages(): readonly string[] {
  const root = packageRoot();
  const ofTests = (readdirSync(join(root, 'test'), { recursive: true }) as string[]).map(
    (name) => `test/${name}`,
  );
  return [...readdirSync(root), ...ofTests].filter((name) => name.endsWith('.md'));
}

it.each(pages())('%s has links that lead somewhere', (page) => {
  const faults = links(readDocument(page)).map((link) => faultOf(page, link));
  expect(faults.filter((fault) => fault !== undefined)).toEqual([]);
});

it('the two pages have links at all', () => {
  for (const document of DOCUMENTS) expect(links(readDocument(document)).length).toBeGreaterThan(10);
});

it("SPECIFICATION.md's contents are its chapters, in their order", () => {
  const text = readDocument('SPECIFICATION.md');
  const contents = [...text.matchAll(/^- \[(.+?)\]\(#/gm)].map(([, title]) => title);
  expect(contents).toEqual([...text.matchAll(/^## (.+)$/gm)].map(([, title]) => title));
});

it("README's contents are its chapters, in their order", () => {
  const text = readDocument('README.md');
  const contents = links(section(text, 'Contents')).filter((link) => link.startsWith('#'));
  const chapters = [...text.matchAll(/^## (.+)$/gm)].map(([, title = '']) => [...anchors(`## ${title}`)][0]);
  const behind = chapters.slice(chapters.indexOf('contents') + 1);
  expect(contents).toEqual(behind.map((chapter) => `#${chapter}`));
});

describe.each(DOCUMENTS)('%s', (document) => {
  const text = readDocument(document);

  it('names only files of the source that there are', () => {
    const named = text.match(/(?<![\w/])(?:src|test|resources)\/[\w./-]*\w/g) ?? [];
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((path) => !existsSync(join(packageRoot(), path)))).toEqual([]);
  });

  it('keeps its prose within 80 columns', () => {
    const isFree = (line: string) => /^\||^\{"|^ +"Resource":|^<?https?:/.test(line);
    expect(text.split('\n').filter((line) => line.length > 80 && !isFree(line))).toEqual([]);
  });

  it('has each heading once, so that each can be linked to', () => {
    const slugs = [...text.matchAll(/^#{1,6} (.+)$/gm)].map(([, heading]) => heading);
    expect(new Set(slugs).size).toBe(slugs.length);
  });
});

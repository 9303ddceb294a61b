/** An element of a request's XML: its text, and the elements in it. Attributes and comments are passed over. */
export interface XmlElement {
  readonly name: string;
  readonly text: string;
  readonly children: readonly XmlElement[];
}

interface Draft {
  readonly name: string;
  text: string;
  readonly children: Draft[];
}

const TOKEN =
  /<\?[\s\S]*?\?>|<!--[\s\S]*?-->|<!\[CDATA\[([\s\S]*?)\]\]>|<\/([^\s<>/]+)\s*>|<([^\s<>/!?]+)(?:\s[^<>]*?)?(\/?)>|([^<]+)/y;
const MOST_DEPTH = 32;

/** The root of a small document, or undefined for a text that is no XML (a DOCTYPE included, for its entities). */
export function parseXml(source: string): XmlElement | undefined {
  const top: Draft = { name: '', text: '', children: [] };
  const open: Draft[] = [top];
  const token = new RegExp(TOKEN);
  while (token.lastIndex < source.length) {
    const match = token.exec(source);
    if (match === null || !take(match, open)) return undefined;
  }
  const [root, ...others] = top.children;
  return open.length === 1 && others.length === 0 && top.text.trim() === '' ? root : undefined;
}

function take(match: RegExpExecArray, open: Draft[]): boolean {
  const [, cdata, closing, opening, empty, text] = match;
  const current = open.at(-1);
  if (current === undefined) return false;
  if (closing !== undefined) return open.length > 1 && open.pop()?.name === localName(closing);
  if (opening !== undefined) {
    const child: Draft = { name: localName(opening), text: '', children: [] };
    current.children.push(child);
    if (empty === '') open.push(child);
    return open.length <= MOST_DEPTH;
  }
  current.text += cdata ?? unescapeXml(text ?? '');
  return true;
}

const localName = (name: string): string => name.slice(name.indexOf(':') + 1);

const named: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function unescapeXml(text: string): string {
  return text.replace(
    /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]+));/gi,
    (whole, hex, decimal, name: string) => {
      if (name !== undefined) return named[name] ?? whole;
      const point = Number.parseInt(hex ?? decimal, hex === undefined ? 10 : 16);
      return point <= 0x10_ffff ? String.fromCodePoint(point) : whole;
    },
  );
}

/** The first child of this name. */
export function childOf(parent: XmlElement | undefined, name: string): XmlElement | undefined {
  return parent?.children.find((child) => child.name === name);
}

/** The text of the first child of this name. */
export function childText(parent: XmlElement | undefined, name: string): string | undefined {
  return childOf(parent, name)?.text;
}

/** All children of this name. */
export function childrenOf(parent: XmlElement | undefined, name: string): readonly XmlElement[] {
  return parent?.children.filter((child) => child.name === name) ?? [];
}

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { packageRoot } from '../../src/settings/package-root.ts';

/** What a file exports by itself, and what its doc comment says of it. */
export interface Export {
  /** Path below `src`. */
  readonly file: string;
  readonly name: string;
  /** Of a function, in order; those that are taken apart at once have the name `undefined`. */
  readonly parameters: readonly (string | undefined)[];
  readonly kind: 'function' | 'other';
  /** The text in front of the first tag. */
  readonly text: string;
  /** Tags with the name in an `@param`, such as `@param client`, `@returns`. */
  readonly tags: readonly string[];
  /** TypeScript of its examples. */
  readonly examples: readonly string[];
}

/** Every declaration that the sources export. */
export function allExports(): readonly Export[] {
  const folder = join(packageRoot(), 'src');
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => exportsOf(name, readFileSync(join(folder, name), 'utf8')));
}

/** The declarations that one source exports; lists of what other files export don't count. */
export function exportsOf(file: string, source: string): readonly Export[] {
  const { statements } = ts.createSourceFile(file, source, ts.ScriptTarget.ES2023, true);
  return statements.filter(isExport).map((statement) => ({ file, ...described(statement) }));
}

function isExport(statement: ts.Statement): boolean {
  const modifiers = ts.canHaveModifiers(statement) ? ts.getModifiers(statement) : undefined;
  return modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false;
}

function described(statement: ts.Statement): Omit<Export, 'file'> {
  const [doc] = ts.getJSDocCommentsAndTags(statement).filter(ts.isJSDoc);
  const tags = doc?.tags ?? [];
  const isFunction = ts.isFunctionDeclaration(statement);
  return {
    name: nameOf(statement),
    kind: isFunction ? 'function' : 'other',
    parameters: isFunction ? statement.parameters.map(({ name }) => identifierOf(name)) : [],
    text: ts.getTextOfJSDocComment(doc?.comment) ?? '',
    tags: tags.map(
      (tag) => `@${tag.tagName.text}${ts.isJSDocParameterTag(tag) ? ` ${tag.name.getText()}` : ''}`,
    ),
    examples: tags.filter(({ tagName }) => tagName.text === 'example').map(codeOf),
  };
}

function nameOf(statement: ts.Statement): string {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations[0]?.name.getText() ?? '';
  const { name } = statement as ts.DeclarationStatement;
  return name?.getText() ?? '';
}

const identifierOf = (name: ts.BindingName) => (ts.isIdentifier(name) ? name.text : undefined);

/** What stands in the fence of an example. */
function codeOf(tag: ts.JSDocTag): string {
  const text = ts.getTextOfJSDocComment(tag.comment) ?? '';
  return /^```ts\n(.*)\n```$/s.exec(text.trim())?.[1] ?? '';
}

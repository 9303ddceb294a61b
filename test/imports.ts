import ts from 'typescript';

/** One import of a source file, of whatever form. */
export interface Import {
  /** As it is written, such as `../aws/clients.ts` or `pino`. */
  readonly specifier: string;
  /** type: gone after compilation · lazy: `import()` at run time · value: every other. */
  readonly kind: 'value' | 'type' | 'lazy';
}

/** What the rules about a source file need to know of it. */
export interface SourceFacts {
  readonly imports: readonly Import[];
  /** Members that are taken of objects by name, such as `process.exit`. */
  readonly members: ReadonlySet<string>;
  /** Names of what is made with `new`. */
  readonly constructed: ReadonlySet<string>;
}

/** Reads the facts of a TypeScript source; comments and texts don't count. */
export function factsOf(source: string): SourceFacts {
  const imports: Import[] = [];
  const members = new Set<string>();
  const constructed = new Set<string>();
  const visit = (node: ts.Node): void => {
    const found = importOf(node);
    if (found) imports.push(found);
    if (ts.isPropertyAccessExpression(node)) members.add(`${node.expression.getText()}.${node.name.text}`);
    if (ts.isNewExpression(node)) constructed.add(node.expression.getText());
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('source.ts', source, ts.ScriptTarget.Latest, true));
  return { imports, members, constructed };
}

function importOf(node: ts.Node): Import | undefined {
  if (ts.isImportDeclaration(node)) {
    return {
      specifier: textOf(node.moduleSpecifier),
      kind: node.importClause?.isTypeOnly ? 'type' : 'value',
    };
  }
  if (ts.isExportDeclaration(node) && node.moduleSpecifier) {
    return { specifier: textOf(node.moduleSpecifier), kind: node.isTypeOnly ? 'type' : 'value' };
  }
  if (ts.isImportTypeNode(node)) return { specifier: textOf(node.argument), kind: 'type' };
  const isLazy = ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword;
  return isLazy ? { specifier: textOf(node.arguments[0]), kind: 'lazy' } : undefined;
}

/** The text of a literal; of anything else its source, which no rule allows. */
function textOf(node: ts.Node | undefined): string {
  if (node && ts.isLiteralTypeNode(node)) return textOf(node.literal);
  return node && ts.isStringLiteralLike(node) ? node.text : `(${node?.getText()})`;
}

import { defaultText } from '../../src/cli/program.ts';
import { METADATA_FILES, type Metadata } from '../../src/settings/metadata.ts';
import {
  type Declarations,
  environmentVariable,
  type OptionDeclaration,
  type OptionGroup,
} from '../../src/settings/option.ts';

/** Options of a group with the names that the code knows them by. */
export function optionsOf(
  declarations: Declarations,
  group: OptionGroup,
): readonly (readonly [string, OptionDeclaration<unknown>])[] {
  return Object.entries(declarations).filter(([, declaration]) => declaration.group === group);
}

/** An option's row in README: flag, variable, default, meaning. */
export function optionRow(
  key: string,
  declaration: OptionDeclaration<unknown>,
  metadata: Metadata,
): readonly string[] {
  const { flag, type, help } = declaration;
  const usual = defaultText(key, declaration, metadata) ?? 'none';
  return [
    `\`${`${flag} ${type.placeholder}`.trim()}\``,
    `\`${environmentVariable(declaration)}\``,
    usual,
    help,
  ];
}

/** An option's row in SPECIFICATION.md: flag, what it takes, default and where it stands. */
export function specificationRow(
  key: string,
  declaration: OptionDeclaration<unknown>,
  metadata: Metadata,
): readonly string[] {
  const usual = defaultText(key, declaration, metadata) ?? 'none';
  const place = declaration.from ? `\`${METADATA_FILES[declaration.from]}\`, \`${key}\`` : 'code';
  return [`\`${declaration.flag}\``, takes(declaration), usual, place];
}

/** What an option takes, in the words with which it refuses anything else. */
function takes({ type, isRepeatable }: OptionDeclaration<unknown>): string {
  const allowed = ['', '\0'].map((text) => refusalOf(type.parse, text)).find((words) => words !== undefined);
  return `${allowed ?? 'any text'}${isRepeatable ? '; repeatable' : ''}`;
}

function refusalOf(parse: (text: string) => unknown, text: string): string | undefined {
  try {
    parse(text);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** The lines of `.env.example` about an option: a line of help, and the variable with its default, both commented out. */
export function environmentLines(
  key: string,
  declaration: OptionDeclaration<unknown>,
  metadata: Metadata,
): readonly string[] {
  const { help, from, default: value, defaultHelp } = declaration;
  const usual = from ? String(metadata[from][key]) : (value ?? '');
  const note = defaultHelp ? ` (default: ${defaultHelp})` : '';
  return [`# ${help}${note}`, `# ${environmentVariable(declaration)}=${usual}`];
}

/** All lines of `.env.example` that follow from the options, a blank line and a title before each group. */
export function environmentExample(
  groups: readonly { readonly title: string; readonly options: ReturnType<typeof optionsOf> }[],
  metadata: Metadata,
): readonly string[] {
  const seen = new Set<string>();
  return groups.flatMap(({ title, options }) => {
    const fresh = options.filter(([, declaration]) => !seen.has(declaration.flag));
    for (const [, declaration] of fresh) seen.add(declaration.flag);
    return ['', `# --- ${title} ---`, ...fresh.flatMap((option) => environmentLines(...option, metadata))];
  });
}

import { beforeAll, describe, expect, it } from 'vitest';
import { type Invocation, parseCommandLine } from '../../src/cli/program.ts';
import { readMetadata } from '../../src/settings/metadata.ts';
import { OPTIONS } from '../../src/settings/options.ts';
import { SettingsError } from '../../src/settings/settings-error.ts';

const parse = (...args: readonly string[]): Invocation => parseCommandLine(args, readMetadata());

function flagsOf(...args: readonly string[]) {
  const invocation = parse(...args);
  if (invocation.command !== 'run') throw new Error('this is no run');
  return invocation.flags;
}

function refusalOf(...args: readonly string[]): string {
  try {
    parse(...args);
  } catch (error) {
    if (error instanceof SettingsError) return error.message;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('the help', () => {
  let help: string;
  beforeAll(() => {
    const invocation = parse('--help');
    help = invocation.command === 'print' ? invocation.text : '';
  });

  it('fits 80 columns', () => {
    expect(help.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  it('has its groups in the order of a run', () => {
    const groups = help.split('\n').filter((line) => /^[A-Z][a-z]+:$/.test(line));
    expect(groups.slice(0, 6)).toEqual(['Common:', 'Input:', 'Sending:', 'Retry:', 'Output:', 'Local:']);
  });

  it('has each option once, under its group', () => {
    for (const { flag, group } of Object.values(OPTIONS)) {
      expect(help.split(new RegExp(`^  ${flag}(?= )`, 'm'))).toHaveLength(2);
      const section = help.split(`\n${group}:\n`)[1]?.split(/\n\n/)[0];
      expect(section).toMatch(new RegExp(`^  ${flag}(?= )`, 'm'));
    }
  });

  it('tells defaults, where there are some', () => {
    const flat = help.replace(/\s+/g, ' ');
    expect(flat).toContain('--in-flight <n> calls on the wire at once (default: 8)');
    expect(flat).toContain('(default: resources/sample_records.json)');
    expect(flat).not.toMatch(/default: (false|undefined|null|NaN)/);
  });

  it('has two examples that parse', () => {
    const examples = help.match(/^ +\$ npx tsx src\/scenario\.ts (.*)$/gm) ?? [];
    expect(examples).toHaveLength(2);
    for (const example of examples) {
      expect(parse(...example.replace(/^.*scenario\.ts /, '').split(' ')).command).toBe('run');
    }
  });

  it('has every exit code', () => {
    const list = help.split('Exit codes:')[1] ?? '';
    for (const code of [0, 1, 130, 143, 252, 253, 254, 255]) {
      expect(list).toMatch(new RegExp(`\\b${code}\\b`));
    }
  });

  it('comes for -h too, whatever else is asked', () => {
    expect(parse('-h')).toEqual({ command: 'print', text: help });
    expect(parse('--stream', 'alerts', '--help')).toEqual({ command: 'print', text: help });
  });
});

describe('parseCommandLine', () => {
  it('gives flags as they were typed, by the key of the option', () => {
    expect(flagsOf('--stream', 'alerts', '--in-flight=4', '--local')).toEqual({
      stream: 'alerts',
      inFlight: '4',
      local: true,
    });
    expect(flagsOf()).toEqual({});
  });

  it('takes --no-validate for a switch of its own', () => {
    expect(flagsOf('--no-validate')).toEqual({ noValidate: true });
  });

  it('keeps each file of a repeated --data, in order, standard input included', () => {
    expect(flagsOf('--data', 'b', '--data', '-', '--data', 'a')).toEqual({ data: ['b', '-', 'a'] });
  });

  it('leaves values to the settings, also those that look like options', () => {
    expect(flagsOf('--attempts', '-1')).toEqual({ attempts: '-1' });
  });

  it('begins anew with each call', () => {
    flagsOf('--data', 'a');
    expect(flagsOf('--data', 'b')).toEqual({ data: ['b'] });
  });

  it('suggests the option that a misspelt one is near to', () => {
    expect(refusalOf('--strem', 'alerts')).toBe(
      'There is no option --strem. Did you mean --stream? See --help.',
    );
  });

  it('refuses an option without its value', () => {
    expect(refusalOf('--stream')).toBe('--stream needs a value. See --help.');
  });

  it('refuses a stray word with a sentence, and says where a file goes', () => {
    expect(refusalOf('events.ndjson', '--local')).toBe(
      'There is no command "events.ndjson". A file is given with --data. See --help.',
    );
  });

  it('suggests the command that a stray word is near to, and then nothing else', () => {
    expect(refusalOf('docter')).toBe('There is no command "docter". Did you mean doctor? See --help.');
  });

  it('refuses an option that is near to none', () => {
    expect(refusalOf('--abracadabra')).toBe('There is no option --abracadabra. See --help.');
  });

  it('says everything on one line', () => {
    for (const args of [['--strem'], ['--stream'], ['word']]) expect(refusalOf(...args)).not.toContain('\n');
  });
});

import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { isAbsolute, join } from 'node:path';
import type { Script } from 'node:vm';

// Loaded by who needs them: node:crypto alone would take a tenth of the time of --help.
const crypto = () => process.getBuiltinModule('node:crypto');
const v8 = () => process.getBuiltinModule('node:v8');
const vm = () => process.getBuiltinModule('node:vm');

/** What V8 made of a part: `data` is as good as its digest, which is over the part's text, too. */
interface Kept {
  readonly digest: string;
  readonly data: Buffer;
}

/** Compiles parts, and keeps what V8 made of them for the next process. */
export interface CodeCache {
  /** What a part's text evaluates to. @param path - What a stack trace calls it. */
  compile(name: string, text: string, path: string): unknown;
  /** Keeps what has been compiled, functions that were called since included. Returns how many parts weren't kept yet. */
  save(): number;
}

/**
 * Does for Node 20 what newer ones do by themselves. Whatever is wrong with a cache costs time and nothing else: V8
 * itself refuses what another V8 made, and what was changed since it was written isn't even shown to it.
 *
 * @param file - Where compiled code is kept.
 * @param names - Parts that the program has; what is kept of others, such as an older version's, is left out.
 */
export function createCodeCache(file: string, names: ReadonlySet<string>): CodeCache {
  const kept = readKept(file, names);
  const scripts = new Map<string, { readonly text: string; readonly script: Script }>();
  return {
    compile(name, text, path) {
      const { data, digest } = kept.get(name) ?? {};
      // It has served, and needs no memory any more.
      kept.delete(name);
      const cachedData = data && digestOf(text, data) === digest ? data : undefined;
      const script = new (vm().Script)(text, { filename: path, ...(cachedData && { cachedData }) });
      if (cachedData === undefined || script.cachedDataRejected) scripts.set(name, { text, script });
      return script.runInThisContext();
    },
    save() {
      if (scripts.size === 0) return 0;
      const all = readKept(file, names);
      for (const [name, { text, script }] of scripts) all.set(name, keptOf(text, script.createCachedData()));
      writeKept(file, all);
      return scripts.size;
    },
  };
}

/**
 * The file in which a process keeps compiled code: in Node's own folder for that, or the user's for caches.
 *
 * @param name - What tells the processes apart that need other parts.
 * @returns Undefined where nothing may be kept.
 */
export function codeCacheFile(name: string, environment: NodeJS.ProcessEnv): string | undefined {
  const { NODE_DISABLE_COMPILE_CACHE, NODE_COMPILE_CACHE, XDG_CACHE_HOME = '', HOME = '' } = environment;
  // Where nobody can tell whose a file is, none is believed.
  if (NODE_DISABLE_COMPILE_CACHE || process.getuid === undefined) return undefined;
  const home = isAbsolute(HOME) && isOwn(HOME) ? join(HOME, '.cache') : undefined;
  const folder = NODE_COMPILE_CACHE || (isAbsolute(XDG_CACHE_HOME) ? XDG_CACHE_HOME : home);
  const version = `${process.version}-${process.arch}-${v8().cachedDataVersionTag().toString(16)}`;
  return folder && join(folder, 'firehose-scenario', version, name);
}

/** A home that isn't there isn't made, and in somebody else's nothing is put. */
const isOwn = (folder: string) => existsSync(folder) && statSync(folder).uid === process.getuid?.();

const digestOf = (text: string, data: Buffer) =>
  crypto().createHash('sha256').update(text, 'latin1').update(data).digest('hex');

const keptOf = (text: string, data: Buffer): Kept => ({ digest: digestOf(text, data), data });

/** A line of JSON that lists names, digests and lengths; then the data in the same order. */
function readKept(file: string, names: ReadonlySet<string>): Map<string, Kept> {
  const kept = new Map<string, Kept>();
  try {
    // What somebody else wrote is code of somebody else.
    const { uid } = statSync(file);
    if (uid !== process.getuid?.() || !statSync(file).isFile()) return kept;
    const content = readFileSync(file);
    let from = content.indexOf('\n') + 1;
    for (const [name, digest, bytes] of JSON.parse(content.toString('latin1', 0, from))) {
      // A copy, because a part of the content would keep all of it in memory.
      if (names.has(name))
        kept.set(name, { digest, data: Buffer.from(content.subarray(from, from + bytes)) });
      from += bytes;
    }
    if (from !== content.length) kept.clear();
  } catch {
    // None there, or none that can be read: the parts are compiled anew, and kept.
  }
  return kept;
}

function writeKept(file: string, kept: ReadonlyMap<string, Kept>): void {
  const list = [...kept].map(([name, { digest, data }]) => [name, digest, data.length]);
  const content = [Buffer.from(`${JSON.stringify(list)}\n`), ...[...kept.values()].map(({ data }) => data)];
  // A process's number alone comes again, in a container always.
  const unfinished = `${file}.${process.pid}-${Date.now().toString(36)}`;
  try {
    mkdirSync(join(file, '..'), { recursive: true, mode: 0o700 });
    const opened = openSync(unfinished, 'wx', 0o600);
    try {
      writeFileSync(opened, Buffer.concat(content));
      renameSync(unfinished, file);
    } finally {
      closeSync(opened);
      // Nothing is there any more where it has its name.
      rmSync(unfinished, { force: true });
    }
  } catch {
    // No room or no permission: the next process compiles once more.
  }
}

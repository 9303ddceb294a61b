import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { bundleProgram } from '../../.build/build.ts';
import { compile, hasCommand } from './compile.ts';

/** What reached the sink since the last `set`, and the CPU seconds that it took of the machine. */
export interface SinkStats {
  readonly calls: number;
  readonly records: number;
  /** Bytes of the records, before base64. */
  readonly bytes: number;
  readonly cpuS: number;
}

/** Something to send to, as a process of its own. */
export interface Sink {
  /** How it was made, for the table. */
  readonly kind: string;
  readonly plainUrl: string;
  /** `undefined` where this machine can't make a certificate, or has no TLS library for the sink. */
  readonly tlsUrl: string | undefined;
  /** The certificate that clients have to trust. */
  readonly certificate: string;
  /** Starts the counts anew. @param delayMs - How late each reply is. @param failEvery - Each so-manieth entry fails. */
  set(behaviour?: { readonly delayMs?: number; readonly failEvery?: number }): Promise<void>;
  stats(): Promise<SinkStats>;
  stop(): Promise<void>;
}

interface Program {
  readonly kind: string;
  readonly command: readonly string[];
}

/** Builds the sink in a folder, by default the one that costs the least on this machine, and starts it. */
export async function startSink(folder: string, make: typeof nodeSink = cheapestSink): Promise<Sink> {
  const files = makeCertificate(folder);
  const { kind, command } = await make(folder);
  const child = spawn(command[0] ?? '', [...command.slice(1), ...files], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const ports = JSON.parse(line.toString()) as { readonly plain: number; readonly tls: number };
  const plainUrl = `http://127.0.0.1:${ports.plain}`;
  const ask = async (path: string) => (await fetch(plainUrl + path)).json() as Promise<SinkStats>;
  return {
    kind,
    plainUrl,
    tlsUrl: ports.tls === 0 ? undefined : `https://127.0.0.1:${ports.tls}`,
    certificate: files[0] ?? '',
    set: async ({ delayMs = 0, failEvery = 0 } = {}) => {
      await ask(`/set?delay_ms=${delayMs}&fail_every=${failEvery}`);
    },
    stats: () => ask('/stats'),
    stop: () => stop(child),
  };
}

async function cheapestSink(folder: string): Promise<Program> {
  const program = join(folder, 'sink');
  const source = join(import.meta.dirname, 'sink.c');
  if (compile(source, program, ['-DWITH_TLS', '-lssl', '-lcrypto'])) return { kind: 'C', command: [program] };
  if (compile(source, program, [])) return { kind: 'C without TLS', command: [program] };
  return nodeSink(folder);
}

/** The sink where there is no compiler. */
export async function nodeSink(folder: string): Promise<Program> {
  const bundle = join(folder, 'node-sink.mjs');
  await bundleProgram(join(import.meta.dirname, 'node-sink.ts'), bundle);
  return { kind: 'Node', command: [process.execPath, bundle] };
}

/** A key and its certificate for 127.0.0.1, made anew in each run; none where openssl isn't there. */
function makeCertificate(folder: string): readonly string[] {
  if (!hasCommand('openssl', ['version'])) return [];
  const [certificate, key] = [join(folder, 'certificate.pem'), join(folder, 'key.pem')];
  if (existsSync(certificate)) return [certificate, key];
  const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const made = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  execFileSync('openssl', ['req', '-x509', ...made, ...subject, '-keyout', key, '-out', certificate], {
    stdio: 'ignore',
  });
  return [certificate, key];
}

async function stop(child: ChildProcess): Promise<void> {
  child.kill('SIGTERM');
  await once(child, 'exit');
}

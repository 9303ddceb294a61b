#!/usr/bin/env tsx
import { main } from './cli/main.ts';

// Until main has said how it ended, any other end is a fault of this program.
process.exitCode = 255;

process.exitCode = await main(process.argv.slice(2), {
  environment: process.env,
  loadEnvFile: () => process.loadEnvFile(),
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  onSignal: (listener) => {
    process.on('SIGINT', listener).on('SIGTERM', listener);
    return () => process.off('SIGINT', listener).off('SIGTERM', listener);
  },
  onFault: (listener) => process.on('uncaughtException', listener),
  exitNow: (code) => process.exit(code),
});

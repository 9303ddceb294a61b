import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Many tests wait for a process or a reply, so there are more of them at once than the machine has spare cores.
    maxWorkers: 4,
    // The command line is started as a real process in many tests, and a busy two-core machine is slow to start one.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 20_000 } },
    // What takes longest to load is the SDK, which each file would load anew; no test here replaces a module.
    isolate: false,
    globalSetup: 'test/support/bundle.ts',
    setupFiles: 'test/support/remove-folders.ts',
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
  },
});

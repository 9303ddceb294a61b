import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Many tests wait for a process or a reply, so there are more of them at once than the machine has spare cores.
    maxWorkers: 3,
    // The command line is started as a real process in many tests, and a busy two-core machine is slow to start one.
    testTimeout: 30_000,
    hookTimeout: 30_000,
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
  },
});

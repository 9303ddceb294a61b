import { defineConfig } from 'vitest/config';

// Debian's `aws` and boto3 judge the embedded AWS; apart from the other tests, which need nothing but Node.
export default defineConfig({
  test: {
    include: ['test/clients/**/*.clients.ts'],
    setupFiles: 'test/support/remove-folders.ts',
    // Each call of `aws` starts a Python of its own, about a second on a busy machine.
    testTimeout: 180_000,
    hookTimeout: 30_000,
  },
});

import { defineConfig } from 'vitest/config';

// The template of the CDK app; apart from the other tests, which need nothing of the packages in resources/.
export default defineConfig({
  test: {
    include: ['test/resources/**/*.cdk.ts'],
    globalSetup: 'test/resources/make-templates.ts',
    setupFiles: 'test/support/remove-folders.ts',
    // Each template takes the CDK five seconds, and many times that on a machine that others keep busy.
    testTimeout: 300_000,
  },
});

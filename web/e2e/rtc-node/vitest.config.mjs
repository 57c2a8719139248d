import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { environment: 'node', include: ['.inputs/rtc-node/tests/*.test.ts'], maxConcurrency: 4, fileParallelism: false },
});

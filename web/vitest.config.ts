import { defineConfig } from 'vitest/config';

/** Unit tests stand beside what they test; the browser's are in tests/. */
export default defineConfig({
  test: { include: ['src/**/*.test.ts'], environment: 'node' },
});

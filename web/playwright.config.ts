import { defineConfig } from '@playwright/test';

/** Browser tests against a real binary with the demo shop, in the system's Chromium. */
export default defineConfig({
  testDir: 'tests',
  workers: 1,
  // Nothing here waits for time to pass; these are for a machine that is busy with other work.
  timeout: 240_000,
  expect: { timeout: 60_000 },
  reporter: 'list',
  use: {
    // A part that fades is judged where it comes to rest, and nothing waits for it.
    contextOptions: { reducedMotion: 'reduce' },
    launchOptions: {
      executablePath: process.env.ONETILL_CHROMIUM ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
});

import { defineConfig } from '@playwright/test';
import base from '../playwright.config';

/** `make screenshots`: every screen of the demo shop, in each size and theme. */
export default defineConfig({
  ...base,
  testDir: '.',
  testMatch: '*.screens.ts',
  // One test is a whole day at the till, a picture at each step.
  timeout: 900_000,
});

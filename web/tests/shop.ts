import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { test as base } from '@playwright/test';

/** A demo shop that runs for the tests of one worker. */
export interface Shop {
  url: string;
  apiKey: string;
}

const apiKey = 'otk_browser_tests';

export const test = base.extend<object, { shop: Shop }>({
  shop: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads the fixture's needs from this pattern
    async ({}, use) => {
      const data = mkdtempSync(join(tmpdir(), 'onetill-browser-'));
      const binary = process.env.ONETILL_BIN ?? resolve('../target/debug/onetill');
      const server = spawn(binary, [
        'demo',
        '--data',
        data,
        '--listen',
        '127.0.0.1:0',
        '--api-key',
        apiKey,
      ]);
      const url = await new Promise<string>((done, fail) => {
        let said = '';
        const hear = (chunk: Buffer) => {
          said += chunk.toString();
          const address = /Register\s+(http:\/\/\S+)\/register/.exec(said);
          if (address?.[1]) done(address[1]);
        };
        server.stdout.on('data', hear);
        server.stderr.on('data', hear);
        server.on('exit', () => fail(new Error(`the server stopped: ${said}`)));
      });
      await use({ url, apiKey });
      server.kill();
      rmSync(data, { recursive: true, force: true });
    },
    { scope: 'worker', timeout: 300_000 },
  ],
});

export { expect } from '@playwright/test';

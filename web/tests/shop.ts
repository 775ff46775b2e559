import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { test as base } from '@playwright/test';
import { Mailbox } from './mailbox';

/** A demo shop that runs for the tests of one worker. */
export interface Shop {
  url: string;
  apiKey: string;
  /** The page of its card terminal. */
  terminal: string;
  /** The page of its receipt printer. */
  printer: string;
  /** What takes its e-mails. */
  mailbox: Mailbox;
}

const apiKey = 'otk_browser_tests';

/** Starts a demo shop in a folder of its own and stops it when `use` is done. */
export async function withShop(args: string[], use: (shop: Shop) => Promise<void>): Promise<void> {
  const data = mkdtempSync(join(tmpdir(), 'onetill-browser-'));
  const binary =
    process.env.ONETILL_BIN ?? resolve(import.meta.dirname, '../../target/debug/onetill');
  const mailbox = new Mailbox();
  const mailPort = await mailbox.open();
  const server = spawn(binary, [
    ...['demo', '--data', data, '--listen', '127.0.0.1:0', '--api-key', apiKey],
    ...['--mail-server', `127.0.0.1:${mailPort}`, '--mail-tls', 'none'],
    ...['--mail-from', 'receipts@shop.example'],
    ...args,
  ]);
  try {
    const addresses = await new Promise<Omit<Shop, 'apiKey' | 'mailbox'>>((done, fail) => {
      let said = '';
      const hear = (chunk: Buffer) => {
        said += chunk.toString();
        const url = /Register\s+(http:\/\/\S+)\/register/.exec(said)?.[1];
        const terminal = /Card terminal\s+(http:\/\/\S+)\//.exec(said)?.[1];
        const printer = /Receipts\s+(http:\/\/\S+)\//.exec(said)?.[1];
        if (url && terminal && printer) done({ url, terminal, printer });
      };
      server.stdout.on('data', hear);
      server.stderr.on('data', hear);
      server.on('error', fail);
      server.on('exit', () => fail(new Error(`the server stopped: ${said}`)));
    });
    await use({ ...addresses, apiKey, mailbox });
  } finally {
    server.kill();
    mailbox.close();
    rmSync(data, { recursive: true, force: true });
  }
}

export const test = base.extend<object, { shop: Shop }>({
  shop: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads the fixture's needs from this pattern
    async ({}, use) => withShop([], use),
    { scope: 'worker', timeout: 300_000 },
  ],
});

export { expect } from '@playwright/test';

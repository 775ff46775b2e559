import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** A server that holds no shop yet. */
export interface Nothing {
  url: string;
  /** Asked for at the first step. */
  code: string;
}

/** Starts one in a folder of its own and stops it when `use` is done. */
export async function withNothing(use: (nothing: Nothing) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'onetill-setup-'));
  const binary =
    process.env.ONETILL_BIN ?? resolve(import.meta.dirname, '../../target/debug/onetill');
  const server = spawn(binary, [
    ...['serve', '--set-up', '--database', `sqlite:${join(folder, 'shop.db')}`],
    ...['--listen', '127.0.0.1:0', '--log', 'error'],
  ]);
  try {
    const told = await new Promise<Nothing>((done, fail) => {
      let said = '';
      server.stdout.on('data', (chunk: Buffer) => {
        said += chunk.toString();
        const found = /at (http:\/\/\S+)\/setup with the code (\S+)/.exec(said);
        if (found) done({ url: found[1]!, code: found[2]! });
      });
      server.on('exit', () => fail(new Error(`the server stopped: ${said}`)));
    });
    await use(told);
  } finally {
    server.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

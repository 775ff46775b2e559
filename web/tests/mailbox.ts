import { createServer, type Server, type Socket } from 'node:net';

/** A mail server that keeps what it is given (RFC 5321, as far as it is needed). */
export class Mailbox {
  readonly taken: string[] = [];
  /** Recipients that it does not know. */
  readonly refused = new Set<string>();
  #server: Server;

  constructor() {
    this.#server = createServer((socket) => this.#serve(socket));
  }

  /** Listens; the port. */
  async open(): Promise<number> {
    await new Promise<void>((done) => this.#server.listen(0, '127.0.0.1', done));
    const address = this.#server.address();
    return typeof address === 'object' ? address!.port : 0;
  }

  close(): void {
    this.#server.close();
  }

  #serve(socket: Socket): void {
    let [rest, message, isMessage] = ['', '', false];
    const say = (line: string) => socket.write(`${line}\r\n`);
    const hear = (line: string) => {
      if (isMessage) {
        if (line !== '.') message += `${line.replace(/^\./, '')}\n`;
        else {
          isMessage = false;
          this.taken.push(message);
          say('250 taken');
        }
        return;
      }
      const [, to] = /^RCPT TO:<(.*)>/i.exec(line) ?? [];
      if (to) say(this.refused.has(to) ? '550 nobody' : '250 go on');
      else if (/^DATA/i.test(line)) {
        [isMessage, message] = [true, ''];
        say('354 go on');
      } else if (/^QUIT/i.test(line)) socket.end('221 bye\r\n');
      else say('250 very well');
    };
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk) => {
      rest += chunk.toString('latin1');
      for (let end = rest.indexOf('\r\n'); end >= 0; end = rest.indexOf('\r\n')) {
        const line = rest.slice(0, end);
        rest = rest.slice(end + 2);
        hear(line);
      }
    });
    say('220 mailbox');
  }
}

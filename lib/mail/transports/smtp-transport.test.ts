import { once } from 'node:events';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import { simpleParser } from 'mailparser';
import { expect, test } from 'playwright/test';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { createSmtpTransport } from './smtp-transport';

const MAIL = {
  id: '019ab000-0000-7000-8000-000000000001',
  to: 'ada@example.com',
  subject: 'Reset your Postern password',
  html: '<p>https://login.example.com/reset-password/0123456789012345678901234567890123456789012345678901234567890123/</p>',
  text: 'https://login.example.com/reset-password/0123456789012345678901234567890123456789012345678901234567890123/\n',
};

const sendTo = (url: string, mail = MAIL, deadlineSeconds = 5) =>
  createSmtpTransport({ kind: 'smtp', url, from: 'Postern <no-reply@login.example.com>' }, deadlineSeconds).send(mail);

/** Runs against an SMTP server without TLS or sign-in, but for what the options say. */
async function withServer<Result>(
  options: SMTPServerOptions,
  run: (port: number) => Promise<Result>,
  host = '127.0.0.1',
): Promise<Result> {
  const server = new SMTPServer({ disabledCommands: ['STARTTLS'], authOptional: true, ...options });
  server.on('error', () => {}); // a client that hangs up is what some tests are about
  const listening = server.listen(0, host);
  await once(listening, 'listening');
  try {
    return await run((listening.address() as AddressInfo).port);
  } finally {
    await new Promise<void>((resolve) => server.close(resolve));
  }
}

/** Runs against a server that speaks only what the test writes. */
async function withSocket<Result>(
  speak: (socket: Socket) => void,
  run: (port: number) => Promise<Result>,
): Promise<Result> {
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket.on('error', () => {}));
    speak(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    return await run((server.address() as AddressInfo).port);
  } finally {
    for (const socket of sockets) socket.destroy();
    server.close();
  }
}

const failing = (responseCode: number) => Object.assign(new Error('ada@example.com is unwell'), { responseCode });

test('a mail arrives whole, with the row’s id as its Message-ID', async () => {
  const received: Promise<unknown>[] = [];
  const onData: SMTPServerOptions['onData'] = (stream, session, done) => {
    const parsed = simpleParser(stream).then(({ from, messageId, subject, text, html, headers }) => ({
      recipients: session.envelope.rcptTo.map(({ address }) => address),
      from: from?.text,
      messageId,
      subject,
      text,
      html,
      autoSubmitted: headers.get('auto-submitted'),
    }));
    received.push(parsed);
    parsed.then(() => done(), done);
  };
  const delivery = await withServer({ onData }, (port) => sendTo(`smtp://127.0.0.1:${port}`));
  expect(delivery).toEqual({ outcome: 'sent' });
  expect(await Promise.all(received)).toEqual([
    {
      recipients: ['ada@example.com'],
      from: '"Postern" <no-reply@login.example.com>',
      messageId: `<${MAIL.id}@login.example.com>`,
      subject: MAIL.subject,
      text: MAIL.text,
      html: MAIL.html,
      autoSubmitted: 'auto-generated',
    },
  ]);
});

test('an address that looks like two is never two recipients', async () => {
  const recipients: string[] = [];
  const onRcptTo: SMTPServerOptions['onRcptTo'] = ({ address }, _session, done) => {
    recipients.push(address);
    done();
  };
  const mail = { ...MAIL, to: 'ada@example.com, eve@evil.example' };
  await withServer({ onRcptTo }, (port) => sendTo(`smtp://127.0.0.1:${port}`, mail));
  expect(recipients).not.toContain('eve@evil.example');
});

test('a recipient refused for good is refused', async () => {
  const onRcptTo: SMTPServerOptions['onRcptTo'] = (_address, _session, done) => done(failing(550));
  const delivery = await withServer({ onRcptTo }, (port) => sendTo(`smtp://127.0.0.1:${port}`));
  expect(delivery).toEqual({ outcome: 'refused', failure: 'smtp 550' });
});

test('a recipient refused for now is worth another try', async () => {
  const onRcptTo: SMTPServerOptions['onRcptTo'] = (_address, _session, done) => done(failing(451));
  const delivery = await withServer({ onRcptTo }, (port) => sendTo(`smtp://127.0.0.1:${port}`));
  expect(delivery).toEqual({ outcome: 'retry', failure: 'smtp 451' });
});

test('content refused for good is refused', async () => {
  const onData: SMTPServerOptions['onData'] = (stream, _session, done) => {
    stream.on('end', () => done(failing(554))).resume();
  };
  const delivery = await withServer({ onData }, (port) => sendTo(`smtp://127.0.0.1:${port}`));
  expect(delivery).toEqual({ outcome: 'refused', failure: 'smtp 554' });
});

test('a refused sender or password is the operator’s to mend: worth another try', async () => {
  const onMailFrom: SMTPServerOptions['onMailFrom'] = (_address, _session, done) => done(failing(550));
  const ofSender = await withServer({ onMailFrom }, (port) => sendTo(`smtp://127.0.0.1:${port}`));
  expect(ofSender).toEqual({ outcome: 'retry', failure: 'smtp 550' });

  const onAuth: SMTPServerOptions['onAuth'] = (_auth, _session, done) => done(failing(535));
  const withLogin = { onAuth, allowInsecureAuth: true };
  const ofLogin = await withServer(withLogin, (port) => sendTo(`smtp://ada:wrong@127.0.0.1:${port}`));
  expect(ofLogin).toEqual({ outcome: 'retry', failure: 'smtp 535' });
});

test('a server with an untrusted certificate gets no mail, neither by smtps nor by STARTTLS', async () => {
  const onData: SMTPServerOptions['onData'] = (stream, _session, done) => {
    stream.on('end', () => done()).resume();
  };
  const bySmtps = await withServer({ onData, secure: true }, (port) => sendTo(`smtps://127.0.0.1:${port}`));
  expect(bySmtps).toEqual({ outcome: 'retry', failure: 'tls' });
  const byStartTls = await withServer({ onData, disabledCommands: [] }, (port) => sendTo(`smtp://127.0.0.1:${port}`));
  expect(byStartTls).toEqual({ outcome: 'retry', failure: 'tls' });
});

test('a server elsewhere that offers no TLS is sent nothing, nor the password, but where ignoreTLS=true allows it', async () => {
  const heard: string[] = [];
  const options: SMTPServerOptions = {
    allowInsecureAuth: true,
    onAuth: ({ username }, _session, done) => {
      heard.push(`password of ${username}`);
      done(null, { user: username });
    },
    onMailFrom: (_address, _session, done) => {
      heard.push('mail');
      done();
    },
    onData: (stream, _session, done) => {
      stream.on('end', () => done()).resume();
    },
  };
  const sentTo = (url: (port: number) => string) => withServer(options, (port) => sendTo(url(port)), '0.0.0.0');
  // An address that is none of loopback, and leads to this machine all the same.
  for (const query of ['', '?requireTLS=false', '?opportunisticTLS=true', '?ignoreTLS=false']) {
    expect(await sentTo((port) => `smtp://ada:pass%24w%2Ford@0.0.0.0:${port}${query}`)).toEqual({
      outcome: 'retry',
      failure: 'tls',
    });
  }
  expect(heard).toEqual([]);
  const sent = { outcome: 'sent' };
  expect(await sentTo((port) => `smtp://ada:pass%24w%2Ford@0.0.0.0:${port}?ignoreTLS=true`)).toEqual(sent);
  expect(heard).toEqual(['password of ada', 'mail']);
  for (const host of ['127.0.0.1', '127.1.2.3', 'localhost']) {
    expect(await sentTo((port) => `smtp://${host}:${port}`)).toEqual(sent);
  }
});

test('a server elsewhere that offers TLS is asked for it, and its certificate verified', async () => {
  const byStartTls = await withServer({ disabledCommands: [] }, (port) => sendTo(`smtp://0.0.0.0:${port}`), '0.0.0.0');
  expect(byStartTls).toEqual({ outcome: 'retry', failure: 'tls' });
});

test('a server that never greets is a timeout', async () => {
  const delivery = await withSocket(
    () => {},
    (port) => sendTo(`smtp://127.0.0.1:${port}`, MAIL, 0.2),
  );
  expect(delivery).toEqual({ outcome: 'retry', failure: 'timeout' });
});

test('a server that drips is a timeout too', async () => {
  const drip = (socket: Socket) => {
    const timer = setInterval(() => socket.write('220-wait\r\n'), 20);
    socket.on('close', () => clearInterval(timer));
  };
  const delivery = await withSocket(drip, (port) => sendTo(`smtp://127.0.0.1:${port}`, MAIL, 0.3));
  expect(delivery).toEqual({ outcome: 'retry', failure: 'timeout' });
});

test('a connection cut is worth another try', async () => {
  const delivery = await withSocket(
    (socket) => socket.destroy(),
    (port) => sendTo(`smtp://127.0.0.1:${port}`),
  );
  expect(delivery).toEqual({ outcome: 'retry', failure: 'connection' });
});

test('a recipient that does not exist is not retried', async () => {
  const port = await withSocket(
    () => {},
    (freePort) => Promise.resolve(freePort),
  );
  expect(await sendTo(`smtp://127.0.0.1:${port}`)).toEqual({ outcome: 'retry', failure: 'connection' });
});

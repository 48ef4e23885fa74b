import { createServer } from 'node:net';
import { parentPort } from 'node:worker_threads';

/**
 * A mail server that takes 50 ms for every mail. It runs in its own thread, so that the measuring thread does not wait
 * for it.
 */
const THINKS_MS = 50;

const server = createServer(socket => {
  let inMessage = false;
  socket.on('error', () => undefined);
  socket.write('220 slow.example ESMTP\r\n');
  socket.on('data', chunk => {
    const said = chunk.toString('latin1');
    if (inMessage) {
      if (!said.endsWith('\r\n.\r\n')) return;
      inMessage = false;
      setTimeout(() => socket.write('250 2.0.0 Ok\r\n'), THINKS_MS);
      return;
    }
    inMessage = said.startsWith('DATA');
    socket.write(
      inMessage ? '354 Go ahead\r\n' : said.startsWith('EHLO') ? '250 slow.example\r\n' : '250 2.0.0 Ok\r\n',
    );
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  parentPort?.postMessage(typeof address === 'object' ? address?.port : undefined);
});

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

// The receiver of the webhook benchmark, in its own process as a product would be. It takes everything.
const server = createServer((request, response) => {
  request.resume().on('end', () => response.writeHead(204).end());
});
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));

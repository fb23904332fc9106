// A service as anybody might have it: observed by one import, one route, asks itself once.
import 'sightline/register';
import { createServer } from 'node:http';
import { logger } from 'sightline';

const server = createServer((req, res) => {
  logger.info({ path: req.url }, 'somebody came');
  res.statusCode = req.url === '/broken' ? 500 : 200;
  res.end('hello\n');
});
await new Promise((resolve) => {
  server.listen(0, '127.0.0.1', resolve);
});
const { port } = server.address();
for (const path of ['/', '/broken', '/']) {
  await (await fetch(`http://127.0.0.1:${port}${path}`)).text();
}
console.log('plain words');

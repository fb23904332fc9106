// Everything large that an application can hand over: to the logger, then within a request.
import 'sightline/register';
import http from 'node:http';
import { trace } from '@opentelemetry/api';
import { annotate, logger } from 'sightline';
import { LARGE, LARGE_BYTES } from './large.mjs';
import { measured } from './measured.mjs';

const large = Buffer.alloc(LARGE_BYTES, 'z').toString('latin1');

function handle(req, res) {
  annotate({ 'http.route': large, 'user.id': large, labels: { large, [large]: 1, small: 'kept' } });
  annotate({ 'http.route': '/large' });
  const span = trace.getActiveSpan();
  span.setAttribute('large', large);
  span.addEvent(large, { large });
  span.recordException(new Error(large));
  span.updateName(large);
  res.end();
}

const server = http.createServer(handle).listen(0, '127.0.0.1', () => {
  process.send({ fixture: 'listening', port: server.address().port });
});
process.once('message', () => {
  void measured(logger, LARGE).then((costs) => process.send({ costs }));
});

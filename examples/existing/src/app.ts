// A service that had its own logger and metrics. The first line is what was added to observe it:
// its lines get the ids of the request, its metrics appear on the SDK's page, nothing else changes.
import 'sightline/register';
import express from 'express';
import { pino } from 'pino';
import { Counter } from 'prom-client';

const log = pino({ base: { team: 'greetings' } });
const greetings = new Counter({ name: 'greetings_total', help: 'Guests that were greeted.' });

const app = express();

app.get('/hello/:name', (request, response) => {
  greetings.inc();
  log.info('greeting a guest');
  response.json({ hello: request.params.name });
});

const port = Number(process.env['PORT'] ?? 3000);
app.listen(port, '127.0.0.1', () => log.info(`listening on http://127.0.0.1:${port}`));

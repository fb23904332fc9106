/** What the shipper's thread runs; an entry of the build of its own. */
import { workerData, type MessagePort } from 'node:worker_threads';

import type { FromShipper, ShipperSettings, ToShipper } from './messages.ts';
import { startShipper } from './start.ts';

const { settings, port } = workerData as { settings: ShipperSettings; port: MessagePort };
const shipper = startShipper(settings, (message: FromShipper) => port.postMessage(message));
port.on('message', (message: ToShipper) => {
  shipper.receive(message);
  // Nothing follows a stop: the thread ends when the last request has.
  if (message.kind === 'stop') port.close();
});

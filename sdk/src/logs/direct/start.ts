import { BulkClient } from './bulk-client.ts';
import type { FromShipper, ShipperSettings } from './messages.ts';
import { Shelf } from './shelf.ts';
import { Shipper } from './shipper.ts';

/** Puts the parts of a shipper together. */
export function startShipper(
  settings: ShipperSettings,
  post: (message: FromShipper) => void,
): Shipper {
  return new Shipper({
    client: new BulkClient(settings.elasticsearch),
    shelf: openShelf(settings, post),
    post,
  });
}

/** Without its folder the shipper works from memory alone. */
function openShelf(settings: ShipperSettings, post: (message: FromShipper) => void): Shelf {
  try {
    return new Shelf(settings);
  } catch (error) {
    post({ kind: 'diskFault', message: (error as Error).message });
    return new Shelf({ ...settings, spool: undefined });
  }
}

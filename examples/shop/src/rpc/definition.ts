import { fileURLToPath } from 'node:url';
import { loadPackageDefinition, type ServiceClientConstructor } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';

const FILE = fileURLToPath(new URL('../contracts/shop.proto', import.meta.url));

type Services = Record<'Inventory' | 'Payments', ServiceClientConstructor>;

/** The services of shop.proto: what servers offer and clients call. */
export const { shop: SERVICES } = loadPackageDefinition(
  loadSync(FILE, { defaults: true }),
) as unknown as { readonly shop: Services };

export type ServiceName = keyof Services;

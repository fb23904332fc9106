import type { LibraryAdapter } from '../adapter.ts';
import { watchGrpcClient } from './grpc-client.ts';
import { watchGrpcServer } from './grpc-server.ts';

export const grpc: LibraryAdapter = {
  name: '@grpc/grpc-js',
  from: 1,
  way: 'patch',
  gives: 'calls by method and status, on both sides, in one trace',
  modules: [
    {
      patch: (exports: { Channel?: object; Server?: object }, kit) => {
        const isClientSeen = watchGrpcClient(exports.Channel, kit);
        return watchGrpcServer(exports.Server, kit) && isClientSeen;
      },
    },
  ],
};

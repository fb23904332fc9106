// The smallest observed GraphQL service: the first import is all there is to it.
import 'sightline/register';
import { createServer } from 'node:http';
import { buildSchema, graphql } from 'graphql';
import { logger } from 'sightline';

const schema = buildSchema('type Query { hello(name: String!): String! broken: String }');
const rootValue = {
  hello: ({ name }: { name: string }) => `hello ${name}`,
  broken: () => {
    throw new TypeError('This field always fails');
  },
};

const server = createServer((request, response) => {
  const { searchParams } = new URL(request.url ?? '/', 'http://localhost');
  const source = searchParams.get('query') ?? '{ hello(name: "nobody") }';
  void graphql({ schema, source, rootValue }).then((result) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(result));
  });
});

const port = Number(process.env['PORT'] ?? 3000);
server.listen(port, '127.0.0.1', () => logger.info(`listening on http://127.0.0.1:${port}`));

// The smallest observed service on Nest 12. Nest is ES modules alone, so the SDK comes before it:
//
//   node --import sightline/register examples/nest/src/app.ts
//
// Node runs TypeScript without decorators, so they are called here as the functions that they are.
import 'reflect-metadata';
import { Controller, Get, Module, Param } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { annotate, logger } from 'sightline';

class Greetings {
  hello(name: string): object {
    annotate({ labels: { guest: name } });
    logger.info('greeting a guest');
    return { hello: name };
  }

  broken(): never {
    throw new TypeError('This route always fails');
  }
}

const method = (name: 'hello' | 'broken'): PropertyDescriptor =>
  Object.getOwnPropertyDescriptor(Greetings.prototype, name) as PropertyDescriptor;
Controller()(Greetings);
Get('hello/:name')(Greetings.prototype, 'hello', method('hello'));
Param('name')(Greetings.prototype, 'hello', 0);
Get('broken')(Greetings.prototype, 'broken', method('broken'));

class App {
  readonly name = 'greetings';
}
Module({ controllers: [Greetings] })(App);

const app = await NestFactory.create(App, { logger: false });
const port = Number(process.env['PORT'] ?? 3000);
await app.listen(port, '127.0.0.1');
logger.info(`listening on http://127.0.0.1:${port}`);

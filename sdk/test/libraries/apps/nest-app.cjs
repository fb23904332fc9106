'use strict';
// The routes of the Nest fixtures; decorators are called by hand, for want of a compiler.
require('reflect-metadata');
const makeHandlers = require('../../fixtures/app/handlers.cjs');

/** Decorates a class whose methods are routes: name -> [decorators, parameters]. */
function controller(nest, options, type, routes) {
  for (const [name, { route, params = [] }] of Object.entries(routes)) {
    const described = Object.getOwnPropertyDescriptor(type.prototype, name);
    route.forEach((decorate) => decorate(type.prototype, name, described));
    params.forEach((decorate, index) => decorate(type.prototype, name, index));
    Reflect.defineMetadata('design:paramtypes', [], type.prototype, name);
  }
  nest.Controller(options)(type);
  return type;
}

function rootController(nest, handlers) {
  const { All, Body, Get, Param, Post, Query } = nest;
  class Root {
    order(id) {
      return { id };
    }
    any(id) {
      return { any: id };
    }
    upload(body) {
      return body;
    }
    fail() {
      return handlers.fail();
    }
    reject() {
      return handlers.reject();
    }
    slow() {
      return handlers.slow();
    }
    span() {
      return handlers.span();
    }
    stream() {
      return new nest.StreamableFile(handlers.streamBody());
    }
    refused() {
      throw new nest.ForbiddenException('not you');
    }
    broken(how) {
      throw new nest.ServiceUnavailableException(how);
    }
    hang() {
      return new Promise(() => {});
    }
  }
  return controller(nest, '', Root, {
    order: { route: [Get('orders/:id')], params: [Param('id')] },
    any: { route: [All('any/:id')], params: [Param('id')] },
    upload: { route: [Post('upload')], params: [Body()] },
    fail: { route: [Get('fail')] },
    reject: { route: [Get('reject')] },
    slow: { route: [Get('slow')] },
    span: { route: [Get('span')] },
    stream: { route: [Get('stream')] },
    refused: { route: [Get('refused/:id')] },
    broken: { route: [Get('unavailable/:id')], params: [Query('how')] },
    hang: { route: [Get('hang/:id')] },
  });
}

function otherControllers(nest) {
  const { Get, Param, UseFilters, UseGuards, Version } = nest;
  class Tenant {
    order(tenant, id) {
      return { tenant, id };
    }
    item(item) {
      return { item };
    }
  }
  controller(nest, 'api/:tenant', Tenant, {
    order: { route: [Get('orders/:id')], params: [Param('tenant'), Param('id')] },
    item: { route: [Get('v2/items/:item')], params: [Param('item')] },
  });

  class Things {
    first(id) {
      return { first: id };
    }
    second(id) {
      return { second: id };
    }
  }
  const path = { path: 'things', version: '1' };
  controller(nest, path, Things, {
    first: { route: [Get(':id')], params: [Param('id')] },
    second: { route: [Version('2'), Get(':id')], params: [Param('id')] },
  });

  class Teapot {
    catch(_error, host) {
      const response = host.switchToHttp().getResponse();
      (response.code ?? response.status).call(response, 599).send({ filtered: true });
    }
  }
  nest.Catch(RangeError)(Teapot);
  class Odd {
    filtered() {
      throw new RangeError('for the filter');
    }
    guarded() {
      return { reached: true };
    }
  }
  controller(nest, 'odd', Odd, {
    filtered: { route: [Get('filtered/:id'), UseFilters(new Teapot())] },
    guarded: { route: [Get('guarded/:id'), UseGuards({ canActivate: () => false })] },
  });
  return [Tenant, Things, Odd];
}

module.exports = async function nestApp(nest, NestFactory, Adapter, deps) {
  class AppModule {
    configure(consumer) {
      consumer
        .apply((request, _response, next) => {
          const { originalUrl = request.url } = request;
          if (originalUrl.includes('/broken/')) throw new SyntaxError('thrown before routing');
          next();
        })
        .forRoutes('{*path}');
    }
  }
  const controllers = [rootController(nest, makeHandlers(deps)), ...otherControllers(nest)];
  nest.Module({ controllers })(AppModule);
  const app = await NestFactory.create(AppModule, new Adapter(), { logger: false });
  const prefix = process.env.PREFIX;
  if (prefix !== undefined) app.setGlobalPrefix(prefix);
  const { URI, HEADER } = nest.VersioningType;
  if (prefix === undefined) app.enableVersioning({ type: URI });
  else app.enableVersioning({ type: HEADER, header: 'x-version' });
  await app.listen(0, '127.0.0.1');
  return app.getHttpServer();
};

// The ways on which a value of the application reaches a logger.

/** @type {Record<string, (log: any, value: unknown) => void>} */
export const WAYS = {
  'as the object': (log, value) => log.info(value, 'hostile'),
  'as the only argument': (log, value) => log.info(value),
  'as a field': (log, value) => log.info({ given: value }, 'hostile'),
  'as an error': (log, value) => log.error({ err: value }),
  'as labels': (log, value) => log.info({ labels: value }, 'hostile'),
  'below a contract field': (log, value) => log.info({ http: { request: value } }, 'hostile'),
  'in a message': (log, value) => log.info('%s %d %j %o %i', value, value, value, value, value),
  'as an argument too many': (log, value) => log.info({ a: 1 }, 'hostile', value, value),
  'as the bindings of a child': (log, value) => log.child(value).info('hostile'),
  'as a binding of a child': (log, value) => log.child({ bound: value }).info('hostile'),
  'behind a prefix': (log, value) => log.child({}, { msgPrefix: '> ' }).info(value, value),
};

/** Calls that are wrong in themselves. */
export const CALLS = {
  'no argument': (log) => log.info(),
  'too few arguments': (log) => log.info('%s and %s and %d', 'one'),
  'too many arguments': (log) => log.info('%s', 'one', 'two', {}, [], () => 1),
  'a lone percent sign': (log) => log.info('%', 1),
  'a message that is an object': (log) => log.info({ a: 1 }, { b: 2 }, { c: 3 }),
  'serializers that throw and replace': (log) => {
    const serializers = {
      given: () => {
        throw new Error('thrown by the serializer');
      },
      event: () => 'replaced',
      message: () => 5,
      labels: () => undefined,
    };
    log.child({}, { serializers }).info({ given: 1 }, 'hostile');
  },
  'a formatter that throws': (log) => {
    const formatters = {
      log: () => {
        throw new Error('thrown by the formatter');
      },
    };
    log.child({}, { formatters }).info({ given: 1 }, 'hostile');
  },
  'a formatter that replaces': (log) => {
    const formatters = { log: () => ({ event: 'gone', '@timestamp': 'never' }) };
    log.child({}, { formatters }).info({ given: 1 }, 'hostile');
  },
  'bindings that are set to nothing': (log) => {
    const child = log.child({ a: 1 });
    child.setBindings(null);
    child.info('hostile');
  },
};

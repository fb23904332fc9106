'use strict';
const { createServer } = require('node:http');
const listen = require('../../fixtures/app/listen.cjs');

/**
 * A service whose routes are the steps of a library's test: `GET /name` runs the step of that name
 * and answers with what it returned, or with 500 and the error's message.
 */
module.exports = function serve(steps) {
  const answer = async (request, response) => {
    const url = new URL(request.url, 'http://localhost');
    const step = steps[url.pathname.slice(1)];
    let status = step === undefined ? 404 : 200;
    let body;
    try {
      body = await step?.(url.searchParams);
    } catch (error) {
      status = 500;
      body = { error: error.message };
    }
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body ?? {}));
  };
  listen(createServer((request, response) => void answer(request, response)));
};

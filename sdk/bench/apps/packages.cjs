'use strict';
// Resolves packages from the working directory, so that every variant runs the same copies.
const { createRequire } = require('node:module');
const { join } = require('node:path');

exports.load = createRequire(join(process.cwd(), 'package.json'));

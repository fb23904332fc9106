// Dies of a hostile value that nobody catches. `SIGHTLINE_ENABLED=false` tells how Node itself
// would end.
import 'sightline/register';
import { logger } from 'sightline';
import { VALUES } from './values.mjs';

const [name, how] = process.argv.slice(2);
const { make } = VALUES.find((value) => value.name === name);
logger.info('last line before the end');

const die = () => {
  throw make();
};
const reject = async () => die();
setImmediate(() => void (how === 'throw' ? die() : reject()));

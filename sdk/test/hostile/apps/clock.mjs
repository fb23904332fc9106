// Put before the application with `--import`: a wall clock that the test sets by message, as an
// operator or a time server would. The monotonic clock goes on as it does.
const real = Date.now;
let offsetMs = 0;
let nothing;
Date.now = () => (nothing === undefined ? real() + offsetMs : BROKEN[nothing]);
let jumping;

/** What a clock of somebody's own may say instead of a time. */
const BROKEN = { nan: NaN, negative: -1, endless: Infinity, text: 'noon', object: {}, null: null };

process.on('message', (message) => {
  const { clock, jumpEveryMs, broken } = JSON.parse(String(message));
  nothing = broken;
  if (jumpEveryMs !== undefined) {
    // A clock out of its mind: a day back, a year forward, back again.
    const offsets = [-86_400_000, 31_536_000_000, 0];
    let at = 0;
    jumping = setInterval(() => {
      offsetMs = offsets[at++ % offsets.length] ?? 0;
    }, jumpEveryMs);
    jumping.unref();
  }
  if (clock !== undefined) {
    clearInterval(jumping);
    offsetMs = clock;
  }
  process.send({ set: String(message) });
});

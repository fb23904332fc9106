'use strict';
// Answers the benchmark's questions over IPC: CPU and memory where the system has no /proc, the
// longest block of the main thread, and a CPU profile of a chosen stretch.
let probe;
let session;

const answers = {
  usage() {
    const cpu = process.cpuUsage();
    return { cpuMicros: cpu.user + cpu.system, rssBytes: process.memoryUsage.rss() };
  },
  /** Spins on setImmediate: the longest gap between two turns is the longest block. */
  probeStart() {
    probe = { longest: 0, last: process.hrtime.bigint(), on: true };
    const current = probe;
    setImmediate(function turn() {
      const now = process.hrtime.bigint();
      const gap = Number(now - current.last);
      if (gap > current.longest) current.longest = gap;
      current.last = now;
      if (current.on) setImmediate(turn);
    });
    return {};
  },
  probeStop() {
    probe.on = false;
    return { longestMs: probe.longest / 1e6 };
  },
  async profileStart({ intervalMicros }) {
    // Loaded here, so that it is not part of the measured start-up.
    const { Session } = require('node:inspector');
    session = new Session();
    session.connect();
    await post('Profiler.enable');
    await post('Profiler.setSamplingInterval', { interval: intervalMicros });
    await post('Profiler.start');
    return {};
  },
  async profileStop() {
    const { profile } = await post('Profiler.stop');
    session.disconnect();
    return { profile };
  },
};

function post(method, params) {
  return new Promise((resolve, reject) => {
    session.post(method, params, (error, result) => {
      if (error) reject(new Error(error.message));
      else resolve(result);
    });
  });
}

exports.answerParent = function answerParent() {
  if (process.send === undefined) return;
  process.on('message', async (question) => {
    const answer = await answers[question.type](question);
    process.send({ type: 'answer', id: question.id, ...answer });
  });
  // The benchmark died: no service may outlive it.
  process.on('disconnect', () => process.exit(0));
};

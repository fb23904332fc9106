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
    const current = { longestMs: 0, longestCpuMs: 0, on: true };
    probe = current;
    let last = performance.now();
    let lastCpu = mainThreadCpuMs();
    setImmediate(function turn() {
      const now = performance.now();
      const cpu = mainThreadCpuMs();
      current.longestMs = Math.max(current.longestMs, now - last);
      current.longestCpuMs = Math.max(current.longestCpuMs, cpu - lastCpu);
      last = now;
      lastCpu = cpu;
      if (current.on) setImmediate(turn);
    });
    return {};
  },
  probeStop() {
    const { longestMs, longestCpuMs } = probe;
    probe.on = false;
    return { longestMs, longestCpuMs };
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

/** CPU time of this thread; not a number where Node cannot say (before 23.9). */
function mainThreadCpuMs() {
  const usage = process.threadCpuUsage?.();
  return usage === undefined ? Number.NaN : (usage.user + usage.system) / 1000;
}

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

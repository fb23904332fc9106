/** Just enough protobuf to count what an OTLP request carries. */

/** Calls back for each length-delimited or 64-bit field of a message. */
function eachField(data: Buffer, visit: (field: number, bytes: Buffer) => void): void {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    let factor = 1;
    for (;;) {
      const byte = data[at++] ?? 0;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
      factor *= 128;
    }
  };
  while (at < data.length) {
    const key = varint();
    const wire = key & 7;
    if (wire === 0) varint();
    else {
      const size = wire === 2 ? varint() : wire === 1 ? 8 : 4;
      if (wire !== 5) visit(key >>> 3, data.subarray(at, at + size));
      at += size;
    }
  }
}

/** Items in a request of the shape resource(1) -> scope(2) -> item(2): spans and log records. */
export function countItems(request: Buffer): number {
  let items = 0;
  eachField(request, (one, resource) => {
    if (one !== 1) return;
    eachField(resource, (two, scope) => {
      if (two !== 2) return;
      eachField(scope, (three) => {
        if (three === 2) items++;
      });
    });
  });
  return items;
}

/** Observations per histogram of a request: name(1), histogram(9) -> point(1) -> count(4). */
export function histogramCounts(request: Buffer): Record<string, number> {
  const counts: Record<string, number> = {};
  eachField(request, (one, resource) => {
    if (one !== 1) return;
    eachField(resource, (two, scope) => {
      if (two !== 2) return;
      eachField(scope, (three, metric) => {
        if (three === 2) addMetric(metric, counts);
      });
    });
  });
  return counts;
}

function addMetric(metric: Buffer, counts: Record<string, number>): void {
  let name = '';
  eachField(metric, (field, bytes) => {
    if (field === 1) name = bytes.toString();
    if (field !== 9) return;
    eachField(bytes, (pointField, point) => {
      if (pointField !== 1) return;
      eachField(point, (countField, count) => {
        if (countField === 4) counts[name] = (counts[name] ?? 0) + Number(count.readBigUInt64LE());
      });
    });
  });
}

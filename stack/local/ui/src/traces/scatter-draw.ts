import type { WireTrace } from '../../../src/wire/index.ts';
import type { Range } from '../app/range-text.ts';
import { tokenColour } from '../format/colour.ts';
import { clock, duration } from '../format/time.ts';
import type { Box, Scale } from './scatter-scale.ts';

export const HEIGHT_PX = 150;
const AXIS_PX = 58;
const FOOT_PX = 20;

export function scatterBox(width: number): Box {
  return {
    left: AXIS_PX,
    top: 8,
    width: Math.max(1, width - AXIS_PX - 8),
    height: HEIGHT_PX - FOOT_PX - 8,
  };
}

function sized(canvas: HTMLCanvasElement, width: number, height: number) {
  canvas.width = width * devicePixelRatio;
  canvas.height = height * devicePixelRatio;
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const context = canvas.getContext('2d');
  context?.scale(devicePixelRatio, devicePixelRatio);
  return context;
}

function drawAxes(context: CanvasRenderingContext2D, scale: Scale, range: Range, box: Box): void {
  context.font = '11px system-ui, sans-serif';
  context.fillStyle = tokenColour('--faint');
  context.strokeStyle = tokenColour('--line');
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  for (const ms of scale.ticksMs) {
    const y = Math.round(scale.y(ms)) + 0.5;
    context.beginPath();
    context.moveTo(box.left, y);
    context.lineTo(box.left + box.width, y);
    context.stroke();
    context.fillText(duration(ms), box.left - 8, y);
  }
  context.textAlign = 'center';
  context.textBaseline = 'top';
  const count = Math.max(2, Math.floor(box.width / 120));
  for (let at = 0; at <= count; at++) {
    const timeMs = range.from + ((range.to - range.from) * at) / count;
    context.textAlign = at === 0 ? 'left' : at === count ? 'right' : 'center';
    context.fillText(clock(timeMs), scale.x(timeMs), box.top + box.height + 6);
  }
}

/** Fine ones below, failed ones on top of them. */
function drawPoints(
  context: CanvasRenderingContext2D,
  traces: readonly WireTrace[],
  scale: Scale,
): void {
  context.fillStyle = tokenColour('--accent');
  context.globalAlpha = traces.length > 400 ? 0.4 : 0.65;
  for (const { startMs, durationMs, errors } of traces) {
    if (errors > 0) continue;
    context.beginPath();
    context.arc(scale.x(startMs), scale.y(durationMs), 2.5, 0, 2 * Math.PI);
    context.fill();
  }
  context.globalAlpha = 1;
  context.strokeStyle = tokenColour('--failing');
  context.lineWidth = 1.6;
  context.beginPath();
  for (const { startMs, durationMs, errors } of traces) {
    if (errors === 0) continue;
    const [x, y] = [scale.x(startMs), scale.y(durationMs)];
    context.moveTo(x - 3, y - 3);
    context.lineTo(x + 3, y + 3);
    context.moveTo(x - 3, y + 3);
    context.lineTo(x + 3, y - 3);
  }
  context.stroke();
}

/** Where nothing is drawn because it was not asked for, which must not look like silence. */
function drawUnknown(
  context: CanvasRenderingContext2D,
  scale: Scale,
  box: Box,
  sinceMs: number,
): void {
  const width = scale.x(sinceMs) - 4 - box.left;
  if (width < 8) return;
  context.fillStyle = tokenColour('--panel');
  context.fillRect(box.left, box.top, width, box.height);
  context.fillStyle = tokenColour('--dim');
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  if (width > 120) {
    const words = width > 200 ? 'older ones match too, not loaded' : 'not loaded';
    context.fillText(words, box.left + width / 2, box.top + box.height / 2);
  }
}

export interface ScatterDrawing {
  readonly traces: readonly WireTrace[];
  readonly scale: Scale;
  readonly range: Range;
  readonly width: number;
  readonly sinceMs: number | undefined;
}

export function drawScatter(
  canvas: HTMLCanvasElement,
  { traces, scale, range, width, sinceMs }: ScatterDrawing,
): void {
  const context = sized(canvas, width, HEIGHT_PX);
  if (context === null) return;
  const box = scatterBox(width);
  drawAxes(context, scale, range, box);
  if (sinceMs !== undefined) drawUnknown(context, scale, box, sinceMs);
  context.save();
  context.beginPath();
  context.rect(box.left - 4, 0, box.width + 8, HEIGHT_PX);
  context.clip();
  drawPoints(context, traces, scale);
  context.restore();
}

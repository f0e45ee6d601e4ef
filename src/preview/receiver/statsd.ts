/** Dogstatsd's text lines as metric points. */
import type { MetricPoint } from '../span';

const LINE = /^([^:|]+):([-+.\deE]+)\|([a-z]+)(.*)$/;

/** The points of one datagram; what is not a metric (events, service checks) is left out. */
export function readStatsd(datagram: string): MetricPoint[] {
  return datagram.split('\n').flatMap((line) => {
    const match = LINE.exec(line.trim());
    return match ? [{ name: match[1], value: Number(match[2]), tags: statsdTags(match[4]) }] : [];
  });
}

function statsdTags(rest: string): string[] {
  return /\|#([^|]*)/.exec(rest)?.[1].split(',') ?? [];
}

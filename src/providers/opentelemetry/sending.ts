/** What the community's layers can send, and what of the options would lose spans in silence for that they cannot. */
import { type Note, note } from '../../core/finding';
import type { Family } from '../../core/runtime';
import { GRPC_PORT, type Options } from './options';

interface Senders {
  readonly exporters: readonly string[];
  /** Absent where the layer reads no protocol. */
  readonly protocol?: string;
}

/** Families whose layer has some exporters only, over HTTP. Source: opentelemetry-lambda, python, nodejs and ruby. */
const SENDERS: Partial<Record<Family, Senders>> = {
  python: { exporters: ['otlp', 'otlp_proto_http', 'console', 'none'], protocol: 'http/protobuf' },
  nodejs: { exporters: ['otlp', 'console', 'none'] },
  ruby: { exporters: ['otlp', 'console', 'none'], protocol: 'http/protobuf' },
};

/** The options of each kind of data; one that cannot be sent keeps the SDK from starting, and with it all others. */
const SIGNALS = [
  { exporter: 'tracesExporter', protocol: 'otlpTracesProtocol', usual: 'otlp' },
  { exporter: 'metricsExporter', protocol: 'otlpMetricsProtocol', usual: 'none' },
  { exporter: 'logsExporter', protocol: 'otlpLogsProtocol', usual: 'none' },
] as const satisfies readonly { exporter: keyof Options; protocol: keyof Options; usual: string }[];

export function sendingNotes(options: Options, family: Family): Note[] {
  const senders = SENDERS[family];
  return senders ? [...SIGNALS.flatMap((signal) => signalNotes(options, signal, senders)), ...portNotes(options)] : [];
}

function signalNotes(options: Options, signal: (typeof SIGNALS)[number], { exporters, protocol }: Senders): Note[] {
  const { [signal.exporter]: given = signal.usual } = options;
  const names = typeof given === 'string' ? given.split(',').map((name) => name.trim()) : [];
  const isUnknown = names.some((name) => !exporters.includes(name));
  const option = options[signal.protocol] === undefined ? 'otlpProtocol' : signal.protocol;
  const wanted = options[option];
  const isSpoken = protocol === undefined || typeof wanted !== 'string' || wanted === protocol;
  return [
    ...(isUnknown ? [impossible(signal.exporter, given, `the layer has ${exporters.join(', ')} only`)] : []),
    ...(isSpoken || !names.some((name) => name.startsWith('otlp'))
      ? []
      : [impossible(option, wanted, `the layer sends ${protocol} only`)]),
  ];
}

/** The port of gRPC, which is in every guide. */
const portNotes = ({ otlpEndpoint: url }: Options): Note[] =>
  typeof url === 'string' && GRPC_PORT.test(url)
    ? [
        impossible(
          'otlpEndpoint',
          url,
          'the port 4317 takes gRPC, and the layer sends HTTP only',
          'write the port 4318',
        ),
      ]
    : [];

const impossible = (option: string, given: unknown, why: string, instead = 'leave it out, or send to a collector') =>
  note('value-impossible', { option, given: String(given), why, instead });

import { type IncomingMessage } from 'node:http';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Figures for Prometheus. */
export class Metrics {
  readonly #registry = new Registry();
  #collectsDefaults = false;

  readonly requests = new Histogram({
    name: 'switchyard_http_request_duration_seconds',
    help: 'Time from the arrival of an HTTP request to the end of its response.',
    labelNames: ['path', 'status'] as const,
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [this.#registry],
  });

  readonly sockets = new Gauge({
    name: 'switchyard_websocket_connections',
    help: 'Open WebSockets.',
    registers: [this.#registry],
  });

  readonly subscriptions = new Gauge({
    name: 'switchyard_subscriptions',
    help: 'Running subscriptions.',
    registers: [this.#registry],
  });

  readonly eventsSent = new Counter({
    name: 'switchyard_subscription_events_sent_total',
    help: 'Events sent to subscribers.',
    registers: [this.#registry],
  });

  readonly subscribersCutOff = new Counter({
    name: 'switchyard_subscribers_cut_off_total',
    help: 'Subscriptions ended with EVENTS_SKIPPED because their reader was too slow.',
    registers: [this.#registry],
  });

  get contentType(): string {
    return this.#registry.contentType;
  }

  /** The figures as text; those of the process itself are collected from the first call on. */
  async text(): Promise<string> {
    if (!this.#collectsDefaults) collectDefaultMetrics({ register: this.#registry });
    this.#collectsDefaults = true;
    return this.#registry.metrics();
  }
}

/**
 * Whether a request comes from this machine, and from no proxy on it that speaks for somebody else.
 */
export function isFromThisMachine(request: IncomingMessage): boolean {
  const { headers, socket } = request;
  const isForwarded =
    'x-forwarded-for' in headers ||
    'forwarded' in headers ||
    'x-real-ip' in headers ||
    'via' in headers;
  return !isForwarded && /^(?:127\.|::1$|::ffff:127\.)/.test(socket.remoteAddress ?? '');
}

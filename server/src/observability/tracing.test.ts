import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startServerProcess } from '../testing/serverProcess.ts';
import { newClient } from '../testing/testClient.ts';
import { tracesWanted } from './tracing.ts';

interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string | undefined;
  readonly name: string;
  readonly attributes: ReadonlyArray<{ readonly key: string; readonly value: { readonly stringValue?: string } }>;
}

/** A collector that understands OTLP over HTTP in JSON, and keeps what it is sent. */
async function startCollector() {
  const spans: Span[] = [];
  const paths = new Set<string>();
  const server = createServer(async (request, response) => {
    paths.add(request.url ?? '');
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = JSON.parse(Buffer.concat(chunks).toString());
    for (const resource of body.resourceSpans ?? [])
      for (const scope of resource.scopeSpans) spans.push(...scope.spans);
    response.setHeader('content-type', 'application/json').end('{}');
  }).listen(0, '127.0.0.1');
  await new Promise(resolve => server.once('listening', resolve));
  return {
    spans,
    paths,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => server.close(),
  };
}

describe('OpenTelemetry', () => {
  it('sends a span for each request, as part of its caller’s trace, and one for the operation in it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'rekey-traces-'));
    const collector = await startCollector();
    const server = await startServerProcess({
      DATABASE_URL: `sqlite:${join(folder, 'traced.sqlite')}`,
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    });
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    await newClient(server).send(
      'mutation { requestPasswordReset(email: "ada@example.com") { __typename } }',
      undefined,
      {
        traceparent: `00-${traceId}-b7ad6b7169203331-01`,
      },
    );
    expect((await server.stop('SIGINT')).status).toBe(0);

    const request = collector.spans.find(({ name }) => name === 'POST /graphql');
    const operation = collector.spans.find(({ name }) => name === 'requestPasswordReset');
    expect(request).toMatchObject({ traceId, parentSpanId: 'b7ad6b7169203331' });
    expect(operation).toMatchObject({ traceId, parentSpanId: request?.spanId });
    const outcome = operation?.attributes.find(({ key }) => key === 'rekey.outcome');
    expect(outcome?.value.stringValue).toBe('PasswordResetRequested');
    expect(JSON.stringify(collector.spans)).not.toContain('ada@example.com');
    expect([...collector.paths]).toEqual(['/v1/traces']);
    collector.close();
    await rm(folder, { recursive: true });
  });

  it('is not even loaded unless one of its variables asks for it', () => {
    expect(tracesWanted({})).toBe(false);
    expect(tracesWanted({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' })).toBe(true);
    expect(tracesWanted({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318', OTEL_SDK_DISABLED: 'true' })).toBe(
      false,
    );
  });
});

import { startSmtpSink } from '../../testing/smtpSink.ts';

const sink = await startSmtpSink();
process.send?.(sink.port);

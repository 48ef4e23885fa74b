import { startSmtpSink } from '../src/testing/smtpSink.ts';

// The mail server of the mail benchmark, in its own process as a real one would be.
const sink = await startSmtpSink();
process.send?.(sink.port);

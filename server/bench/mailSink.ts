import { startSmtpSink } from '../src/testing/smtpSink.ts';

// The mail server of the mail benchmark, in a process of its own as a real one would be.
const sink = await startSmtpSink();
process.send?.(sink.port);

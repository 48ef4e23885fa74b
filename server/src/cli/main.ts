import { runCli } from './runCli.ts';

// A reader of the output, such as `head`, may stop before its end. That is no error, and what the command does, such as
// an import that tells of each line, goes on where it is the reader of messages.
process.stdout.on('error', error => {
  if ((error as NodeJS.ErrnoException).code === 'EPIPE') process.exit(process.exitCode ?? 0);
  throw error;
});
process.stderr.on('error', () => {});

const { stdin, stdout, stderr, env } = process;
process.exitCode = await runCli(process.argv.slice(2), { stdin, stdout, stderr, environment: env });

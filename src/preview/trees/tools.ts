/** Package managers and other programs a tree is built with, and what to do where one is missing. */
import { spawn } from 'node:child_process';
import { PreviewProblem } from '../problem';

/** A program to run. */
export interface Tool {
  readonly command: readonly string[];
  readonly folder?: string;
  /** The command that installs the program where it is missing. */
  readonly install: string;
}

interface Result {
  readonly code: number | null;
  readonly output: string;
  readonly missing: boolean;
}

/** How a program says that it is there only in part. */
const MISSING = /No module named pip|ensurepip is not available/;
const SHOWN_LINES = 5;

/** Runs a program to its end; throws, with the way out, where it is missing or fails. */
export async function runTool(tool: Tool): Promise<void> {
  const { code, output, missing } = await run(tool);
  if (missing || MISSING.test(output)) {
    throw new PreviewProblem({
      code: 'preview-tool-missing',
      what: `this machine lacks ${tool.command[0]}, which fetches the tracer`,
      remedy: tool.install,
    });
  }
  if (code === 0) return;
  throw new PreviewProblem({
    code: 'preview-download-failed',
    what: 'the tracer could not be fetched from its package registry',
    given: `${tool.command.join(' ')} ended with ${code}: ${output.trim().split('\n').slice(-SHOWN_LINES).join(' | ')}`,
    remedy: 'see that the registry can be reached from here, and preview again',
  });
}

function run({ command, folder }: Tool): Promise<Result> {
  return new Promise((resolve) => {
    const child = spawn(command[0], command.slice(1), { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const keep = (chunk: Buffer) => {
      output += chunk.toString('utf8');
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', (error) => resolve({ code: null, output: error.message, missing: true }));
    child.once('close', (code) => resolve({ code, output, missing: false }));
  });
}

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

interface ToolResult {
  readonly code: number | null;
  readonly output: string;
  readonly missing: boolean;
}

/** What a program prints of which only a part is installed. */
const MISSING = /No module named pip|ensurepip is not available/;
const SHOWN_LINES = 5;

/** Runs a program to its end; throws, with the way out, where it is missing or fails, and where it is interrupted. */
export async function runTool(tool: Tool, signal?: AbortSignal): Promise<void> {
  await outputOf(tool, signal);
}

/** The same, for what the program prints. */
export async function outputOf(tool: Tool, signal?: AbortSignal): Promise<string> {
  signal?.throwIfAborted();
  const { code, output, missing } = await startTool(tool, signal);
  signal?.throwIfAborted();
  if (missing || MISSING.test(output)) {
    throw new PreviewProblem({
      code: 'preview-tool-missing',
      what: `This machine does not have ${tool.command[0]}`,
      remedy: tool.install,
    });
  }
  if (code === 0) return output;
  throw new PreviewProblem({
    code: 'preview-download-failed',
    what: `${tool.command.join(' ')} failed with ${code}`,
    given: output.trim().split('\n').slice(-SHOWN_LINES).join(' | '),
    remedy: 'If it fetches from a package registry, check that this machine can reach it, and run the preview again',
  });
}

function startTool({ command, folder }: Tool, signal?: AbortSignal): Promise<ToolResult> {
  return new Promise((resolve) => {
    // A process group of its own: whatever it has started ends with it.
    const child = spawn(command[0], command.slice(1), {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    let output = '';
    const keep = (chunk: Buffer) => {
      output += chunk.toString('utf8');
    };
    const kill = () => child.pid !== undefined && process.kill(-child.pid, 'SIGKILL');
    signal?.addEventListener('abort', kill);
    const end = (result: ToolResult) => {
      signal?.removeEventListener('abort', kill);
      resolve(result);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', (error) => end({ code: null, output: error.message, missing: true }));
    child.once('close', (code) => end({ code, output, missing: false }));
  });
}

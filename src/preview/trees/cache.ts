/** A folder of things built once, each under the digest of what it was built from. */
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { runTool, type Tool } from './tools';

/** Where trees are kept by default. */
export function defaultCacheFolder(environment: NodeJS.ProcessEnv): string {
  return join(environment.XDG_CACHE_HOME || join(homedir(), '.cache'), 'tracelayer');
}

/** What goes with the building of a folder. */
export interface CacheOptions {
  /** Hears the name of what has to come from a package registry. */
  readonly fetching?: (name: string) => void;
  /** Ends what is being built. */
  readonly signal?: AbortSignal;
}

/** Keeps folders by name and by what they depend on; half-built ones are never seen. */
export class Cache {
  public constructor(
    private readonly root: string,
    private readonly options: CacheOptions = {},
  ) {}

  /** Says that something has to come from a package registry. */
  public fetching(name: string): void {
    this.options.fetching?.(name);
  }

  /** Runs a program that builds a folder. */
  public run(tool: Tool): Promise<void> {
    return runTool(tool, this.options.signal);
  }

  /** The folder of that name and these ingredients, made by `build` when it is not there yet. */
  public async folder(name: string, ingredients: unknown, build: (folder: string) => Promise<void>): Promise<string> {
    const digest = createHash('sha256').update(JSON.stringify(ingredients)).digest('hex').slice(0, 12);
    const target = join(this.root, `${name}-${digest}`);
    if (existsSync(target)) return target;
    const draft = `${target}.${randomUUID()}`;
    mkdirSync(draft, { recursive: true });
    try {
      await build(draft);
      moveIntoCache(draft, target);
    } finally {
      rmSync(draft, { recursive: true, force: true });
    }
    return target;
  }
}

/** Another process may have built the same meanwhile, and its result is as good. */
function moveIntoCache(draft: string, target: string): void {
  try {
    renameSync(draft, target);
  } catch (error) {
    if (!existsSync(target)) throw error;
  }
}

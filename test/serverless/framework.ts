/** Real frameworks run on services in folders of their own: no credentials, no AWS. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { IS_SLOW } from '../helpers/slow';

const ROOT = join(__dirname, '..', '..');

export const FRAMEWORKS = {
  'osls 4': join(ROOT, 'node_modules/osls/bin/serverless.js'),
  'serverless 3': join(ROOT, 'node_modules/serverless/bin/serverless.js'),
} as const;
export type FrameworkName = keyof typeof FRAMEWORKS;
export const FRAMEWORK_NAMES = Object.keys(FRAMEWORKS) as FrameworkName[];
/** The newest framework, and all of them in `npm run test:slow`. */
export const SOME_FRAMEWORKS = FRAMEWORK_NAMES.slice(0, IS_SLOW ? undefined : 1);

export const PLUGIN = 'serverless-plugin-tracelayer';

interface Result {
  readonly code: number;
  readonly output: string;
}

/** A folder with a service in it, and what was made of it. */
export interface Folder {
  readonly path: string;
  write(file: string, content: string | object): void;
  read(file: string): string;
  remove(file: string): void;
  run(framework: FrameworkName, args: readonly string[], variables?: NodeJS.ProcessEnv): Promise<Result>;
}

const made: string[] = [];

function temporary(): string {
  const path = mkdtempSync(join(tmpdir(), 'tracelayer-sls-'));
  made.push(path);
  return path;
}

export function removeFolders(): void {
  for (const path of made.splice(0)) rmSync(path, { recursive: true, force: true });
}

/** The package of the plugin, bundled now: what is in dist may be older than the source. */
export async function bundled(): Promise<string> {
  const folder = temporary();
  const { code, output } = await execute(
    [join(ROOT, 'scripts/bundle.mjs'), folder, 'src/serverless/index.ts'],
    ROOT,
    process.env,
  );
  if (code !== 0) throw new Error(output);
  return join(folder, PLUGIN);
}

/** A service; packages are linked into it by name. */
export function service(configuration: object, packages: Readonly<Record<string, string>> = {}): Folder {
  const path = temporary();
  const folder: Folder = {
    path,
    write: (file, content) => {
      mkdirSync(dirname(join(path, file)), { recursive: true });
      writeFileSync(join(path, file), typeof content === 'string' ? content : JSON.stringify(content));
    },
    read: (file) => readFileSync(join(path, file), 'utf8'),
    remove: (file) => rmSync(join(path, file)),
    run: (framework, args, variables) =>
      execute([FRAMEWORKS[framework], ...args], path, { ...ENVIRONMENT, ...variables }),
  };
  folder.write('serverless.json', configuration);
  folder.write('src/app.js', 'exports.handler = async (event) => ({ got: event, site: process.env.DD_SITE });\n');
  folder.write('src/app.py', 'def handler(event, context): return event\n');
  folder.write('any.zip', 'PK');
  for (const [name, target] of Object.entries(packages)) {
    mkdirSync(join(path, 'node_modules'), { recursive: true });
    symlinkSync(target, join(path, 'node_modules', name));
  }
  return folder;
}

export const installed = (name: string): string => join(ROOT, 'node_modules', name);

/** The compiled template of a packaged service, without the time in names. */
export function templateOf(folder: Folder): { Resources: Record<string, any>; Outputs: Record<string, any> } {
  const text = folder.read('.serverless/cloudformation-template-update-stack.json');
  return JSON.parse(text.replace(/\d{13}-\d{4}-\d\d-\d\dT[\d:.]+Z|(?<=Deployment)\d{13}/g, 'TIME'));
}

export const functionsIn = (template: { Resources: Record<string, any> }): Record<string, any> =>
  Object.fromEntries(
    Object.entries(template.Resources)
      .filter(([, { Type }]) => Type === 'AWS::Lambda::Function')
      .map(([id, { Properties }]) => [id, Properties]),
  );

/** What a machine of a developer may have in its environment does not reach the framework. */
const ENVIRONMENT = {
  PATH: process.env.PATH,
  HOME: join(tmpdir(), 'tracelayer-sls-home'),
  SLS_SCHEMA_CACHE_BASE_DIR: join(ROOT, 'node_modules/.cache/tracelayer'),
  SLS_TELEMETRY_DISABLED: '1',
  SLS_NOTIFICATIONS_MODE: 'off',
  AWS_EC2_METADATA_DISABLED: 'true',
  CI: '1',
};

function execute(args: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Promise<Result> {
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd, env, maxBuffer: 1e8 }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code ?? 1) : 0, output: `${stdout}${stderr}` }),
    );
  });
}

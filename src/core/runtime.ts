/** Every Lambda runtime and the family of languages that it belongs to; nothing else lists runtimes. */

/** How the names of runtimes begin, also of those that AWS adds after this release, and the family of each. */
const PREFIXES = {
  nodejs: 'nodejs',
  python: 'python',
  java: 'java',
  dotnet: 'dotnet',
  ruby: 'ruby',
  provided: 'custom',
  'go1.x': 'custom',
} as const;

/** Languages that are hooked in the same way; `custom` is every runtime that brings its own (Go, Rust, C++). */
export type Family = (typeof PREFIXES)[keyof typeof PREFIXES];

export const FAMILIES: readonly Family[] = [...new Set(Object.values(PREFIXES))];

/** Every runtime that this release knows, those included that AWS does not offer for new functions any more. */
export const RUNTIME_NAMES: readonly string[] = [
  'nodejs26.x',
  'nodejs24.x',
  'nodejs22.x',
  'nodejs20.x',
  'nodejs18.x',
  'nodejs16.x',
  'nodejs14.x',
  'nodejs12.x',
  'nodejs10.x',
  'nodejs8.10',
  'python3.15',
  'python3.14',
  'python3.13',
  'python3.12',
  'python3.11',
  'python3.10',
  'python3.9',
  'python3.8',
  'python3.7',
  'python3.6',
  'python2.7',
  'java25',
  'java21',
  'java17.al2023',
  'java17',
  'java11.al2023',
  'java11',
  'java8.al2023',
  'java8.al2',
  'java8',
  'dotnet10',
  'dotnet8',
  'dotnet6',
  'dotnetcore3.1',
  'ruby4.0',
  'ruby3.4',
  'ruby3.3',
  'ruby3.2',
  'ruby2.7',
  'provided.al2023',
  'provided.al2',
  'provided',
  'go1.x',
];

/** The runtimes that AWS has not made generally available yet. */
export const PREVIEW_RUNTIMES: readonly string[] = ['nodejs26.x', 'python3.15'];

/** The family of a runtime; `undefined` for a name that is like none of Lambda's. */
export const familyOf = (runtime: string): Family | undefined =>
  Object.entries(PREFIXES).find(([prefix]) => runtime.startsWith(prefix))?.[1];

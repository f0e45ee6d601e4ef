/** Every Lambda runtime and the family of languages it belongs to; nothing else lists runtimes. */

/** How the families' runtimes begin, for one that AWS adds after this release. */
const PREFIXES = {
  nodejs: 'nodejs',
  python: 'python',
  java: 'java',
  dotnet: 'dotnet',
  ruby: 'ruby',
  custom: 'provided',
} as const;

/** Languages that are hooked alike; `custom` is every runtime that brings its own (Go, Rust, C++). */
export type Family = keyof typeof PREFIXES;

export const FAMILIES = Object.keys(PREFIXES) as readonly Family[];

const RUNTIMES: Readonly<Record<string, Family>> = {
  'nodejs26.x': 'nodejs',
  'nodejs24.x': 'nodejs',
  'nodejs22.x': 'nodejs',
  'nodejs20.x': 'nodejs',
  'nodejs18.x': 'nodejs',
  'nodejs16.x': 'nodejs',
  'nodejs14.x': 'nodejs',
  'nodejs12.x': 'nodejs',
  'nodejs10.x': 'nodejs',
  'nodejs8.10': 'nodejs',
  'python3.15': 'python',
  'python3.14': 'python',
  'python3.13': 'python',
  'python3.12': 'python',
  'python3.11': 'python',
  'python3.10': 'python',
  'python3.9': 'python',
  'python3.8': 'python',
  'python3.7': 'python',
  'python3.6': 'python',
  'python2.7': 'python',
  java25: 'java',
  java21: 'java',
  'java17.al2023': 'java',
  java17: 'java',
  'java11.al2023': 'java',
  java11: 'java',
  'java8.al2023': 'java',
  'java8.al2': 'java',
  java8: 'java',
  dotnet10: 'dotnet',
  dotnet8: 'dotnet',
  dotnet6: 'dotnet',
  'dotnetcore3.1': 'dotnet',
  'ruby4.0': 'ruby',
  'ruby3.4': 'ruby',
  'ruby3.3': 'ruby',
  'ruby3.2': 'ruby',
  'ruby2.7': 'ruby',
  'provided.al2023': 'custom',
  'provided.al2': 'custom',
  provided: 'custom',
  'go1.x': 'custom',
};

export const RUNTIME_NAMES = Object.keys(RUNTIMES);

/** The family of a runtime; `undefined` for a name that is like none of Lambda's. */
export const familyOf = (runtime: string): Family | undefined =>
  Object.hasOwn(RUNTIMES, runtime)
    ? RUNTIMES[runtime]
    : FAMILIES.find((family) => runtime.startsWith(PREFIXES[family]));

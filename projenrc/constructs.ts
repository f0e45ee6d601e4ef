/** The constructs of each provider, the one that traces and the one that installs the macro, and the index that exports them. */
import { rmSync, writeFileSync } from 'node:fs';
import { type Project, TextFile } from 'projen';
import { PROVIDERS } from '../src/providers';
import type { ConstructDocs, Provider } from '../src/providers/provider';
import { CHOICE_CLASSES, choicesFile } from './choices';

export function addConstructs(project: Project): void {
  for (const provider of Object.values(PROVIDERS)) {
    write(project, `src/cdk/${provider.name}.ts`, constructFile(provider));
    write(project, `src/cdk/${provider.name}-macro.ts`, macroFile(provider));
  }
  write(project, 'src/cdk/choices.ts', choicesFile());
  write(project, 'src/index.ts', indexFile(Object.values(PROVIDERS)));
}

function write(project: Project, path: string, lines: readonly string[]): void {
  const file = new TextFile(project, path, { readonly: true });
  const all = [`// ${file.marker}`, ...lines];
  for (const line of all) file.addLine(line);
  // What is published follows from what the index reaches, so the files have to be there before the others are made.
  rmSync(path, { force: true });
  writeFileSync(path, all.join('\n'));
}

/** What the package exports, in the order that the linter wants. */
export function indexFile(providers: readonly Provider[]): string[] {
  const exported = providers.flatMap(({ name, title }) => [
    [`cdk/${name}`, title],
    [`cdk/${name}-macro`, `${title}Macro`],
    [`cdk/${name}-props`, `${title}Props`, 'type '],
  ]);
  const rows = [
    ...exported,
    ['cdk/choices', `\n  ${CHOICE_CLASSES.join(',\n  ')},\n`],
    ['cdk/forwarder', 'DatadogForwarder'],
    ['cdk/forwarder-props', 'DatadogForwarderProps', 'type '],
    ['cdk/layer-versions', 'DatadogLayerVersions, OpenTelemetryLayerVersions'],
    ['cdk/macro-props', 'MacroProps', 'type '],
  ];
  return [
    '/** What the package exports to CDK apps in every language. */',
    ...rows
      .sort(([a = ''], [b = '']) => (a < b ? -1 : 1))
      .flatMap(([path, name = '', type = '']) =>
        (name.startsWith('\n')
          ? `export ${type}{${name}} from './${path}';`
          : `export ${type}{ ${name} } from './${path}';`
        ).split('\n'),
      ),
    '',
  ];
}

/** The module of the construct that traces functions. */
export function constructFile(provider: Provider): string[] {
  const { name, title, construct = {} } = provider;
  const { logGroups } = construct;
  return [
    `/** The construct that traces Lambda functions with ${title}. */`,
    ...(logGroups ? ["import type { ILogGroup } from 'aws-cdk-lib/aws-logs';"] : []),
    "import { Construct, type IConstruct } from 'constructs';",
    `import type { ${title}Props } from './${name}-props';`,
    "import { withConfig } from './config-file';",
    "import { Instrumentation } from './instrumentation';",
    "import { nearestHost } from './registry';",
    '',
    ...classDocs(provider),
    `export class ${title} extends Construct {`,
    '  private readonly instrumentation: Instrumentation;',
    ...members(provider).flatMap((lines) => ['', ...lines.map((line) => (line === '' ? '' : `  ${line}`))]),
    '}',
    '',
  ];
}

const members = (provider: Provider): string[][] => [
  ofScope(provider),
  fromConfig(provider),
  theConstructor(provider),
  addLambdaFunctions(provider),
  ...(provider.stateMachine ? [addStateMachines(provider)] : []),
  addScope(provider),
  EXCLUDE,
  IS_TRACED,
  ...(provider.construct?.logGroups ? [logGroupsMethod(provider.construct.logGroups)] : []),
  ...(provider.construct?.commit ? [commitMethod(provider.construct.commit)] : []),
];

const classDocs = ({ title, construct = {}, ...provider }: Provider): string[] => [
  '/**',
  ...wrapped(`Traces Lambda functions with ${title}${construct.means ? `: ${construct.means}` : ''}.`),
  ' *',
  ' * The functions are changed when the app is synthesised, so what they set themselves always wins, whenever it is set. A',
  ' * function that cannot be traced is left as it was, and an annotation on it says why and what to do.',
  ' *',
  ' * @example',
  " * import { Stack } from 'aws-cdk-lib';",
  " * import { Function } from 'aws-cdk-lib/aws-lambda';",
  ` * import { ${title} } from 'tracelayer';`,
  ' *',
  ' * declare const stack: Stack;',
  ' * declare const orders: Function;',
  ' *',
  ` * const ${instanceOf(construct)} = new ${title}(stack, '${title}', {`,
  ...Object.entries(construct.props ?? provider.example).map(([name, value]) => ` *   ${name}: ${literal(value)},`),
  ' * });',
  ` * ${instanceOf(construct)}.addLambdaFunctions([orders]);`,
  ' */',
];

const instanceOf = ({ instance = 'tracing' }: ConstructDocs): string => instance;

const theConstructor = ({ name, title, construct = {} }: Provider): string[] => [
  '/**',
  ' * Checks the options. Which functions are traced is said with `addLambdaFunctions` and `addScope`.',
  ' *',
  ' * @param scope the construct that it belongs to, such as the stack of the functions',
  ' * @param id its name in that scope',
  ` * @param props the options${construct.required ? `, of which ${construct.required}` : ''}`,
  ' * @throws if an option is wrong or misses another: every mistake at once, before anything is changed',
  ' */',
  `public constructor(scope: Construct, id: string, props: ${title}Props = {}) {`,
  '  super(scope, id);',
  `  this.instrumentation = new Instrumentation(this, '${name}', props);`,
  '}',
];

const addLambdaFunctions = ({ title, construct = {} }: Provider): string[] => {
  const instance = instanceOf(construct);
  const overrides = Object.entries(construct.overrides ?? { enabled: false });
  return [
    '/**',
    ' * Traces functions.',
    ' *',
    ' * @param functions functions, singletons, versions, aliases and L1 functions, those of SAM included (one that is',
    ' * imported gets a warning)',
    ' * @param overrides options for these functions, which win over those of the construct',
    ' * @throws if an override is wrong: every mistake at once, before anything is changed',
    ' * @example',
    " * import { Function } from 'aws-cdk-lib/aws-lambda';",
    ` * import { ${title} } from 'tracelayer';`,
    ' *',
    ` * declare const ${instance}: ${title};`,
    ' * declare const worker: Function;',
    ' *',
    ` * ${instance}.addLambdaFunctions([worker], { ${overrides.map(([name, value]) => `${name}: ${literal(value)}`).join(', ')} });`,
    ' */',
    `public addLambdaFunctions(functions: IConstruct[], overrides?: ${title}Props): void {`,
    '  this.instrumentation.addFunctions(functions, overrides);',
    '}',
  ];
};

const addStateMachines = ({ title, construct = {} }: Provider): string[] => {
  const instance = instanceOf(construct);
  return [
    '/**',
    ' * Traces Step Functions state machines, whether `traceStateMachines` is set or not.',
    ' *',
    ' * @param stateMachines state machines and L1 state machines, those of SAM included (one that is imported gets a warning)',
    ' * @param overrides options for these state machines, which win over those of the construct',
    ' * @throws if an override is wrong: every mistake at once, before anything is changed',
    ' * @example',
    " * import { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';",
    ` * import { ${title} } from 'tracelayer';`,
    ' *',
    ` * declare const ${instance}: ${title};`,
    ' * declare const checkout: StateMachine;',
    ' *',
    ` * ${instance}.addStateMachines([checkout]);`,
    ' */',
    `public addStateMachines(stateMachines: IConstruct[], overrides?: ${title}Props): void {`,
    '  this.instrumentation.addMachines(stateMachines, overrides);',
    '}',
  ];
};

const addScope = ({ title, construct = {} }: Provider): string[] => {
  const instance = instanceOf(construct);
  return [
    '/**',
    ' * Traces every function below a construct, those that are added later too, and with `traceStateMachines` every state',
    " * machine. The CDK's own provider functions and functions at the edge are left alone.",
    ' *',
    ' * @param scope a stack, a stage, an app, or any construct',
    ' * @param overrides options for these functions, where `include` and `exclude` are patterns of their path, id, name,',
    ' * or logical id',
    ' * @throws if an override is wrong: every mistake at once, before anything is changed',
    ' * @example',
    " * import { Stack } from 'aws-cdk-lib';",
    ` * import { ${title} } from 'tracelayer';`,
    ' *',
    ` * declare const ${instance}: ${title};`,
    ' * declare const stack: Stack;',
    ' *',
    ` * ${instance}.addScope(stack, { exclude: ['*Migration*'] });`,
    ' */',
    `public addScope(scope: IConstruct, overrides?: ${title}Props): void {`,
    '  this.instrumentation.addScope(scope, overrides);',
    '}',
  ];
};

const EXCLUDE: string[] = [
  '/**',
  ' * Leaves a function, or every function below a construct, unchanged.',
  ' *',
  ' * @param construct a function, an alias, a version, a singleton, or any construct',
  ' */',
  'public exclude(construct: IConstruct): void {',
  '  this.instrumentation.exclude(construct);',
  '}',
];

const IS_TRACED: string[] = [
  '/**',
  ' * Whether this construct traces a function. Known once the aspects have run, that is, in aspects of a lower priority, in',
  ' * validations, and after the synthesis; false before.',
  ' *',
  ' * @param fn a function, an alias, a version, or a singleton',
  ' */',
  'public isTraced(fn: IConstruct): boolean {',
  '  return this.instrumentation.isTraced(fn);',
  '}',
  '',
  '/** The functions that this construct traces, once the aspects have run. */',
  'public get tracedFunctions(): IConstruct[] {',
  '  return this.instrumentation.tracedFunctions;',
  '}',
];

const ofScope = ({ name, title }: Provider): string[] => [
  '/**',
  ` * The construct \`${title}\` in the nearest scope around another construct, or undefined if there is none.`,
  ' *',
  ' * @param scope a function, a stack, or any construct',
  ' */',
  `public static of(scope: IConstruct): ${title} | undefined {`,
  `  return nearestHost(scope, '${name}') as ${title} | undefined;`,
  '}',
];

const fromConfig = ({ name, title }: Provider): string[] => [
  '/**',
  ' * Takes the options from a configuration file, the same that the command line reads: options, and sections for functions.',
  ' * Flags of commands in it have no effect here.',
  ' *',
  ' * @param scope the construct that it belongs to, such as the stack of the functions',
  ' * @param id its name in that scope',
  ' * @param file the path of the YAML or JSON file',
  ' * @param props options that win over those of the file',
  ' * @throws if the file cannot be read, or an option is wrong or misses another',
  ' */',
  `public static fromConfig(scope: Construct, id: string, file: string, props: ${title}Props = {}): ${title} {`,
  `  return new ${title}(scope, id, withConfig('${name}', file, props));`,
  '}',
];

const logGroupsMethod = ({ method, destination, option }: NonNullable<ConstructDocs['logGroups']>): string[] => [
  '/**',
  ` * Sends log groups that are not of functions, such as the access logs of an API, to ${destination}.`,
  ' *',
  ' * @param logGroups the log groups, of which one that has been added already is skipped',
  ` * @throws if \`${option}\` is not given`,
  ' */',
  `public ${method}(logGroups: ILogGroup[]): void {`,
  `  this.instrumentation.addLogGroups(logGroups, '${option}');`,
  '}',
];

const commitMethod = ({ sha, url }: NonNullable<ConstructDocs['commit']>): string[] => [
  '/**',
  ' * Names the commit that the functions are built from, instead of the one that the CI or the checkout names.',
  ' *',
  ' * @param sha the commit id, of 7 to 64 hexadecimal digits',
  ' * @param url the URL of the repository, from which credentials are taken out',
  ' * @throws if the id is none',
  ' */',
  'public overrideGitMetadata(sha: string, url?: string): void {',
  `  this.instrumentation.overrideCommit({ ${sha}: sha, ${url}: url });`,
  '}',
];

/** The module of the construct that installs the macro. */
export function macroFile({ name, title, example, construct = {} }: Provider): string[] {
  return [
    `/** The construct that installs the CloudFormation macro for ${title}. */`,
    "import { Construct } from 'constructs';",
    "import { declareMacro } from './macro';",
    "import type { MacroProps } from './macro-props';",
    '',
    '/**',
    ...wrapped(
      `Installs the CloudFormation macro that traces the Lambda functions of templates with ${title}: templates name \`${title}Serverless\` under \`Transform\`.`,
    ),
    ' *',
    ' * It is one function with its code inline, its log group, and its role, without a bucket or an asset. Mistakes in',
    ' * `defaultOptions` throw at synthesis, all of them at once.',
    ' *',
    ' * @example',
    " * import { Stack } from 'aws-cdk-lib';",
    ` * import { ${title}Macro } from 'tracelayer';`,
    ' *',
    ' * declare const stack: Stack;',
    ' *',
    ` * new ${title}Macro(stack, 'Macro', {`,
    ` *   defaultOptions: { ${Object.entries(construct.defaultOptions ?? example)
      .map(([option, value]) => `${option}: ${literal(value)}`)
      .join(', ')} },`,
    ' * });',
    ' */',
    `export class ${title}Macro extends Construct {`,
    '  /** The name that templates write under `Transform`. */',
    '  public readonly macroName: string;',
    '',
    '  /**',
    '   * Declares the macro, its function, log group, and role.',
    '   *',
    '   * @param scope the stack that the macro is installed by',
    '   * @param id its name in that scope',
    '   * @param props how it is installed',
    '   */',
    '  public constructor(scope: Construct, id: string, props: MacroProps = {}) {',
    '    super(scope, id);',
    `    this.macroName = declareMacro(this, '${name}', props);`,
    '  }',
    '}',
    '',
  ];
}

const literal = (value: string | number | boolean): string =>
  typeof value === 'string' ? `'${value}'` : String(value);

/** Lines of a comment, of at most 120 characters. */
const wrapped = (text: string): string[] => (text.match(/.{1,117}(?= |$)/g) ?? []).map((line) => ` * ${line.trim()}`);

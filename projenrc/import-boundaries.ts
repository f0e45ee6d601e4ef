/** Which modules may import which, as rules for dependency-cruiser. */
import { JsonFile, type Project } from 'projen';

interface Rule {
  readonly name: string;
  readonly comment: string;
  readonly from: object;
  readonly to: object;
}

const CDK = '(^|/)node_modules/(aws-cdk-lib|constructs|aws-cdk-lib-min)(/|$)';
const CDK_ENTRY = '^src/cdk(/|\\.ts$)';
const SURFACE_CDK = '^src/surfaces/cdk[^/]*(\\.ts$|/)';
const ENTRIES = '^src/(cdk|macro|serverless|cli|preview)(/|\\.ts$)';

/** A folder that may import only what one of these patterns matches. Patterns match resolved paths, packages, and built-in modules. */
function only(folder: string, allowed: string[], comment: string): Rule {
  return {
    name: `${folder}-imports`,
    comment,
    from: { path: `^src/${folder}(/|\\.ts$)` },
    to: { pathNot: [`^src/${folder}(/|\\.ts$)`, ...allowed] },
  };
}

/** The folders of the template surface, in the order in which a template goes through them. */
const STAGES = ['document', 'conditions', 'options', 'functions', 'additions', 'state-machines'];
const TEMPLATE = '^src/surfaces/template';
const STAGE_FILES = `${TEMPLATE}/(${STAGES.slice(1).join('|')})/`;
const ENTRY_FILE = '/index\\.ts$';

/** A stage doesn't know the stages that come after it. */
const STAGE_RULES: Rule[] = STAGES.slice(0, -1).map((stage, index) => ({
  name: `template-${stage}-comes-first`,
  comment: `a template goes through ${STAGES.join(', ')} in this order`,
  from: { path: `${TEMPLATE}/${stage}/` },
  to: { path: `${TEMPLATE}/(${STAGES.slice(index + 1).join('|')})/` },
}));

const RULES: Rule[] = [
  ...STAGE_RULES,
  {
    name: 'template-entry-files',
    comment: 'a stage of the template surface imports another one through its entry file',
    from: { path: STAGE_FILES },
    to: { path: STAGE_FILES, pathNot: [ENTRY_FILE, `${TEMPLATE}/$1/`] },
  },
  {
    name: 'template-entry-files-from-outside',
    comment: 'so does everything else but the constructs, which publish each file that they import',
    from: { path: '^src/', pathNot: [STAGE_FILES, CDK_ENTRY, SURFACE_CDK] },
    to: { path: STAGE_FILES, pathNot: ENTRY_FILE },
  },
  only('core', [], 'The core is pure: it imports nothing outside itself.'),
  only('options', [], 'Options are data: they import nothing outside themselves.'),
  only(
    'providers',
    ['^src/core(/|\\.ts$)', '^src/options(/|\\.ts$)'],
    'Providers import the core, options, and their own JSON files.',
  ),
  {
    name: 'surfaces-imports',
    comment: 'Surfaces take documents and return documents: they import the core and the types of options.',
    from: { path: '^src/surfaces/', pathNot: SURFACE_CDK },
    to: { pathNot: ['^src/surfaces/', '^src/core(/|\\.ts$)', '^src/options(/|\\.ts$)'] },
  },
  {
    name: 'surfaces-cdk-imports',
    comment: 'The CDK surface imports the core, the types of options, aws-cdk-lib, and constructs.',
    from: { path: SURFACE_CDK },
    to: { pathNot: ['^src/surfaces/', '^src/core(/|\\.ts$)', '^src/options(/|\\.ts$)', CDK] },
  },
  {
    name: 'surfaces-options-types-only',
    comment: 'A surface may know the shape of options, but not their values; `nearest` compares names of any kind.',
    from: { path: '^src/surfaces/' },
    to: { path: '^src/options(/|\\.ts$)', pathNot: '^src/options/nearest\\.ts$', dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'cdk-only-in-cdk',
    comment: 'Only src/cdk and src/surfaces/cdk import aws-cdk-lib and constructs.',
    from: { path: '^src/', pathNot: [CDK_ENTRY, SURFACE_CDK] },
    to: { path: CDK },
  },
  {
    name: 'no-cdk-in-other-entry-points',
    comment:
      'The macro, the plugin, the CLI, and the preview run without aws-cdk-lib, so they do not import it, even indirectly.',
    from: { path: '^src/(macro|serverless|cli|preview)(/|\\.ts$)' },
    to: { path: CDK, reachable: true },
  },
  {
    name: 'entry-points-are-leaves',
    comment:
      'No module imports an entry point, except that the index exports the constructs and the CLI uses the preview.',
    from: { path: '^src/([^/.]+)', pathNot: ['^src/index\\.ts$', '^src/cli/'] },
    to: { path: ENTRIES, pathNot: '^src/$1(/|\\.ts$)' },
  },
  {
    name: 'cli-imports-preview-only',
    comment: 'The preview is the only other entry point that the CLI imports.',
    from: { path: '^src/cli/' },
    to: { path: ENTRIES, pathNot: '^src/(cli|preview)/' },
  },
  {
    name: 'index-exports-constructs',
    comment: 'The index is what jsii exports: the constructs are the only entry point that it imports.',
    from: { path: '^src/index\\.ts$' },
    to: { path: ENTRIES, pathNot: CDK_ENTRY },
  },
  {
    name: 'no-imports-of-index',
    comment: 'The index is for users of the package.',
    from: { path: '^src/' },
    to: { path: '^src/index\\.ts$' },
  },
  {
    name: 'no-tests-in-src',
    comment: 'Published code imports no tests, benchmarks, or scripts.',
    from: { path: '^src/' },
    to: { path: '^(test|bench|scripts|projenrc|examples)/' },
  },
  {
    name: 'no-cycles',
    comment: 'Modules that import each other are one module in several files.',
    from: { path: '^src/' },
    to: { circular: true },
  },
  {
    name: 'no-unresolved',
    comment: 'The other rules cannot check an import that cannot be resolved.',
    from: { path: '^src/.*\\.ts$' },
    to: { couldNotResolve: true },
  },
];

/** Writes the rules to the file that dependency-cruiser reads. */
export function addImportBoundaries(project: Project): void {
  new JsonFile(project, '.dependency-cruiser.json', {
    marker: false, // its schema allows no comment
    obj: {
      forbidden: RULES.map((rule) => ({ severity: 'error', ...rule })),
      options: {
        tsPreCompilationDeps: true,
        tsConfig: { fileName: 'tsconfig.json' },
        doNotFollow: { path: '(^|/)node_modules/' },
        combinedDependencies: true,
        enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['require', 'node', 'default', 'types'] },
      },
    },
  });
}

/** Who may import whom, as rules for dependency-cruiser. */
import { JsonFile, type Project } from 'projen';

interface Rule {
  readonly name: string;
  readonly comment: string;
  readonly from: object;
  readonly to: object;
}

const CDK = '(^|/)node_modules/(aws-cdk-lib|constructs|aws-cdk-lib-floor)(/|$)';
const CDK_ENTRY = '^src/cdk(/|\\.ts$)';
const SURFACE_CDK = '^src/surfaces/cdk[^/]*(\\.ts$|/)';
const ENTRIES = '^src/(cdk|macro|serverless|cli|preview)(/|\\.ts$)';

/** A zone that imports only what one of these patterns matches; resolved paths, packages and built-ins alike. */
function only(zone: string, allowed: string[], comment: string): Rule {
  return {
    name: `${zone}-imports`,
    comment,
    from: { path: `^src/${zone}(/|\\.ts$)` },
    to: { pathNot: [`^src/${zone}(/|\\.ts$)`, ...allowed] },
  };
}

const RULES: Rule[] = [
  only('core', [], 'core is pure: it imports nothing outside itself'),
  only('options', [], 'options are data: they import nothing outside themselves'),
  only(
    'providers',
    ['^src/core(/|\\.ts$)', '^src/options(/|\\.ts$)'],
    'providers import core and options, and the JSON files beside them',
  ),
  {
    name: 'surfaces-imports',
    comment: 'surfaces are documents in, documents out: they import core and the types of options',
    from: { path: '^src/surfaces/', pathNot: SURFACE_CDK },
    to: { pathNot: ['^src/surfaces/', '^src/core(/|\\.ts$)', '^src/options(/|\\.ts$)'] },
  },
  {
    name: 'surfaces-cdk-imports',
    comment: 'the CDK surface imports core, the types of options, aws-cdk-lib and constructs',
    from: { path: SURFACE_CDK },
    to: { pathNot: ['^src/surfaces/', '^src/core(/|\\.ts$)', '^src/options(/|\\.ts$)', CDK] },
  },
  {
    name: 'surfaces-options-types-only',
    comment: 'a surface may know the shape of options, not their values; `nearest` compares names of any kind',
    from: { path: '^src/surfaces/' },
    to: { path: '^src/options(/|\\.ts$)', pathNot: '^src/options/nearest\\.ts$', dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'cdk-only-in-cdk',
    comment: 'only src/cdk and src/surfaces/cdk know aws-cdk-lib and constructs',
    from: { path: '^src/', pathNot: [CDK_ENTRY, SURFACE_CDK] },
    to: { path: CDK },
  },
  {
    name: 'no-cdk-behind-other-doors',
    comment: 'macro, plugin, CLI and preview load where aws-cdk-lib is not installed: not even indirectly',
    from: { path: '^src/(macro|serverless|cli|preview)(/|\\.ts$)' },
    to: { path: CDK, reachable: true },
  },
  {
    name: 'entry-points-are-leaves',
    comment: 'nobody imports an entry point, except the index that exports the constructs, and the program its preview',
    from: { path: '^src/([^/.]+)', pathNot: ['^src/index\\.ts$', '^src/cli/'] },
    to: { path: ENTRIES, pathNot: '^src/$1(/|\\.ts$)' },
  },
  {
    name: 'program-shows-previews',
    comment: 'of the other entry points the program knows the preview only',
    from: { path: '^src/cli/' },
    to: { path: ENTRIES, pathNot: '^src/(cli|preview)/' },
  },
  {
    name: 'index-exports-constructs',
    comment: 'the index is what jsii exports: of the entry points, the constructs only',
    from: { path: '^src/index\\.ts$' },
    to: { path: ENTRIES, pathNot: CDK_ENTRY },
  },
  {
    name: 'nobody-imports-index',
    comment: 'the index is for users of the package',
    from: { path: '^src/' },
    to: { path: '^src/index\\.ts$' },
  },
  {
    name: 'no-tests-in-src',
    comment: 'what is published does not reach for tests, benchmarks or scripts',
    from: { path: '^src/' },
    to: { path: '^(test|bench|scripts|projenrc|examples)/' },
  },
  {
    name: 'no-cycles',
    comment: 'a cycle is one module in two files',
    from: { path: '^src/' },
    to: { circular: true },
  },
  {
    name: 'no-unresolved',
    comment: 'an import that cannot be resolved would slip through the other rules',
    from: { path: '^src/.*\\.ts$' },
    to: { couldNotResolve: true },
  },
];

/** Writes the rules where dependency-cruiser reads them. */
export function addZones(project: Project): void {
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

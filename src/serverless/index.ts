/** The plugin of the Serverless Framework: what is done at which moment of packaging. */
import { about, describe, type Finding, note, type Policy, withPolicy } from '../core/finding';
import { tallyOfBoth } from '../core/status';
import { writeServiceFunction } from '../surfaces/service/write';
import { leaveOut, pluginsOf } from './bundlers';
import { deployOne } from './deployed';
import { type Framework, type Log, serviceFunctions } from './framework';
import { serviceOptions } from './options';
import { rawFunctions } from './raw';
import { report } from './report';
import { isChecked, mistakesIn, registerSchemas } from './schema';
import { complete } from './template';
import {
  type PlannedFunction,
  planFunctions,
  plannedFindings,
  selectorNames,
  statusesOf,
  unmatchedPatterns,
} from './trace';

/** Another plugin that traces the functions of a service, with the same options. */
const DATADOG_PLUGIN = 'serverless-plugin-datadog';

class TracelayerPlugin {
  /** The framework ignores the plugin in services of other clouds. */
  public readonly provider = 'aws';

  /**
   * Handlers are redirected when bundlers have read them, and before the framework's own compiling, which hashes what
   * functions have into the names of their versions. Commands that run functions here do neither and see no change.
   */
  public readonly hooks: Readonly<Record<string, () => void>>;

  private readonly options: ReturnType<typeof serviceOptions>;
  private planned: readonly PlannedFunction[] = [];
  private readonly reported = new Set<string>();

  public constructor(
    private readonly framework: Framework,
    private readonly command: { readonly function?: string },
    private readonly utilities: { readonly log: Log },
  ) {
    this.options = serviceOptions(framework, process.env);
    const isAws = framework.service.provider.name === this.provider;
    if (isAws) registerSchemas(framework);
    const obstacles = this.obstacles(isAws);
    this.hooks = obstacles.length > 0 ? {} : this.moments();
    if (isChecked(framework)) this.report(obstacles);
    if (obstacles.length > 0) return;
    this.report(mistakesIn(framework));
    const packages = ({ plan: { recipe } }: PlannedFunction) => recipe?.packages ?? [];
    // What is chosen now is not kept: variables of the configuration may still be open.
    this.report(
      leaveOut(framework, () => planFunctions(framework, serviceOptions(framework, process.env)).flatMap(packages)),
    );
  }

  /** Why nothing is traced at all. */
  private obstacles(isAws: boolean): readonly Finding[] {
    const { service } = this.framework;
    if (!isAws) return about('the service', [note('cloud-unsupported', { provider: service.provider.name })]);
    if (!pluginsOf(service).includes(DATADOG_PLUGIN)) return [];
    return withPolicy(
      about('the service', [note('plugin-conflict', { plugin: DATADOG_PLUGIN })]),
      this.options().settings as Policy,
    );
  }

  private moments(): TracelayerPlugin['hooks'] {
    return {
      'before:package:compileFunctions': () => this.trace(),
      'after:deploy:function:packageFunction': () => this.deployFunction(),
      // Without `after:`, which plugins use that move resources into nested stacks: it comes right after the framework's own.
      'aws:package:finalize:mergeCustomProviderResources': () => this.complete(),
    };
  }

  /** All functions; nothing is changed where a mistake stops packaging. */
  private trace(): void {
    const { framework } = this;
    this.planned = planFunctions(framework, this.options);
    this.report([...this.strayPatterns(), ...plannedFindings(this.planned)]);
    for (const { fn, plan } of this.planned) writeServiceFunction(fn, framework.service.provider, plan);
  }

  private deployFunction(): void {
    const { framework } = this;
    const planned = planFunctions(framework, this.options).filter(({ key }) => key === this.command.function);
    const done = planned.map((one) => deployOne(framework, one));
    this.report([...this.strayPatterns(), ...plannedFindings(done)]);
    this.sum(statusesOf(done, []), []);
  }

  private complete(): void {
    const { findings, statuses, machines } = complete(this.framework, this.options(), this.planned);
    this.report(findings);
    this.sum(statuses, machines);
  }

  private strayPatterns(): Finding[] {
    const own = Object.entries(serviceFunctions(this.framework.service));
    const names = own.flatMap(([key, fn]) => selectorNames(this.framework, key, fn));
    return unmatchedPatterns(this.options(), [...names, ...rawFunctions(this.framework)]);
  }

  private sum(...statuses: Parameters<typeof tallyOfBoth>): void {
    this.utilities.log.notice(`tracelayer: ${tallyOfBoth(...statuses)}`);
  }

  /** Reports each finding once, even if a later hook finds it again. */
  private report(findings: readonly Finding[]): void {
    const unreported = findings.filter((finding) => !this.reported.has(describe(finding)));
    for (const finding of unreported) this.reported.add(describe(finding));
    report(unreported, this.framework, this.utilities.log);
  }
}

export = TracelayerPlugin;

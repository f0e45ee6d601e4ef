/** The plugin of the Serverless Framework: what is done at which moment of packaging. */
import { describe, type Finding } from '../core/finding';
import { write } from '../surfaces/service/write';
import { leaveOut } from './bundlers';
import { type Framework, functionsOf, type Log } from './framework';
import { optionsOf } from './options';
import { rawFunctions } from './raw';
import { mistakesIn, register } from './schema';
import { tell } from './tell';
import { complete } from './template';
import { findingsOf, planFunctions, strayPatterns, type Traced } from './trace';

class TracelayerPlugin {
  /** The framework leaves the plugin out of services of other clouds. */
  public readonly provider = 'aws';

  /**
   * Handlers are redirected when bundlers have read them, and before the framework's own compiling, which hashes what
   * functions have into the names of their versions. Commands that run functions here do neither and see no change.
   */
  public readonly hooks: Readonly<Record<string, () => void>> = {
    'before:package:compileFunctions': () => this.trace(),
    'after:deploy:function:packageFunction': () => this.trace(this.command.function),
    'after:aws:package:finalize:mergeCustomProviderResources': () => this.complete(),
  };

  private readonly options: ReturnType<typeof optionsOf>;
  private traced: readonly Traced[] = [];
  private readonly told = new Set<string>();

  public constructor(
    private readonly framework: Framework,
    private readonly command: { readonly function?: string },
    private readonly utilities: { readonly log: Log },
  ) {
    this.options = optionsOf(framework, process.env);
    if (framework.service.provider.name !== this.provider) return;
    register(framework);
    this.tell(mistakesIn(framework));
    const packages = ({ plan: { recipe } }: Traced) => recipe?.packages ?? [];
    // What is chosen now is not kept: variables of the configuration may still be open.
    this.tell(leaveOut(framework, () => planFunctions(framework, optionsOf(framework, process.env)).flatMap(packages)));
  }

  /** All functions or one; nothing is changed where anything is wrong. */
  private trace(only?: string): void {
    const { service } = this.framework;
    const functions = functionsOf(service);
    const traced = planFunctions(this.framework, this.options).filter(({ key }) => only === undefined || key === only);
    const own = Object.entries(functions).flatMap(([key, { name = key }]) => [key, name]);
    const names = [...own, ...rawFunctions(this.framework)];
    this.tell([...strayPatterns(this.options(), names), ...findingsOf(traced)]);
    for (const { fn, plan } of traced) write(fn, service.provider, plan);
    this.traced = traced;
  }

  private complete(): void {
    this.tell(complete(this.framework, this.options(), this.traced));
  }

  /** What has been told once is not told again at a later moment. */
  private tell(findings: readonly Finding[]): void {
    const news = findings.filter((finding) => !this.told.has(describe(finding)));
    for (const finding of news) this.told.add(describe(finding));
    tell(news, this.framework, this.utilities.log);
  }
}

export = TracelayerPlugin;

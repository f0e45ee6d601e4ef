/** What AWS says about a function, as far as the checks need it. */

import type { LogSigns } from '../../core/log-sign';
import { isRefusal, type Recipe } from '../../core/recipe';
import { PROVIDERS } from '../../providers';
import { logGroupOf } from '../../surfaces/lambda/configuration';
import type { DeployedFunction } from '../../surfaces/lambda/read';
import type { LayerVersion, UnsignedCode } from '../aws/lambda-calls';
import type { Filter } from '../aws/log-calls';
import type { RegionalApi } from '../aws/region';
import { reasonOf, troubleOf } from '../aws/trouble';
import { isIntact } from '../functions/condition';
import type { Job } from '../functions/job';
import type { OptionsFor } from '../options/settings';
import { layersAdded, ownRecipe, providerOf } from '../status/compare';
import { findSigns, LAMBDA_SIGNS, type SignsFound } from './signs';
import { REPORT_TEXTS, type Usage, usageIn } from './usage';

/** An answer, or why there is none. */
export type Answer<T> = { readonly is: T } | { readonly unknown: string };

/** A layer as the account of the function sees it. */
export type SeenLayer = LayerVersion | 'missing' | 'not shared';

/** Where the default route of a subnet leads. */
interface Exit {
  readonly subnet: string;
  /** Absent where the subnet has no default route. */
  readonly target?: string;
}

export interface Network {
  readonly exits: readonly Exit[];
  readonly endpoints: readonly string[];
}

export interface Evidence {
  readonly job: Job;
  /** What was looked up of functions that are not traced: only what keeps them from being traced. */
  readonly unsignedCode?: Answer<UnsignedCode | undefined>;
  /** What was looked up of functions that are traced. */
  readonly traced?: TracedEvidence;
}

export interface TracedEvidence {
  readonly deployed: DeployedFunction;
  readonly provider: string;
  readonly recipe: Recipe;
  readonly layers: readonly { readonly arn: string; readonly seen: Answer<SeenLayer> }[];
  /** Absent outside of a VPC, and where traces take the way through the log. */
  readonly network?: Answer<Network>;
  /** The filters of the log group; absent where traces don't take the way through the log. */
  readonly filters?: Answer<readonly Filter[]>;
  readonly signs: Answer<SignsFound>;
  readonly usage: Answer<Usage>;
}

/** Asks about the functions of one Region; what several functions share is asked once. */
export class EvidenceReader {
  private readonly answers = new Map<string, Promise<Answer<unknown>>>();

  constructor(
    private readonly api: RegionalApi,
    private readonly options: OptionsFor,
    /** The moment since which log lines count. */
    private readonly since: number,
    /** The filters of a log group, from the look-ups that were made already; nothing if they are not known. */
    private readonly filtersOf: (logGroup: string) => Promise<readonly Filter[] | undefined>,
  ) {}

  async read(job: Job): Promise<Evidence> {
    const { deployed } = job;
    if (deployed === undefined) return { job };
    const recipe = isIntact(deployed) ? ownRecipe(deployed, this.options) : undefined;
    if (recipe === undefined || isRefusal(recipe)) return { job, unsignedCode: await this.unsignedCode(job) };
    return { job, traced: await this.readTraced(deployed, recipe) };
  }

  private unsignedCode({ target }: Job): Promise<Answer<UnsignedCode | undefined>> {
    return answerOf('lambda:GetFunctionCodeSigningConfig', () => this.api.unsignedCode(target.requestName));
  }

  private async readTraced(deployed: DeployedFunction, recipe: Recipe): Promise<TracedEvidence> {
    const provider = providerOf(deployed, this.options);
    const usesLog = recipe.subscription !== undefined || deployed.kept?.logGroup !== undefined;
    const [layers, network, filters, signs, usage] = await Promise.all([
      Promise.all(layersAdded(deployed).map(async (arn) => ({ arn, seen: await this.layer(arn) }))),
      usesLog ? undefined : this.network(deployed),
      usesLog ? this.filters(deployed) : undefined,
      this.signs(deployed, { ...LAMBDA_SIGNS, ...PROVIDERS[provider].logSigns }),
      this.usage(deployed),
    ]);
    return {
      deployed,
      provider,
      recipe,
      layers,
      signs,
      usage,
      ...(network ? { network } : {}),
      ...(filters ? { filters } : {}),
    };
  }

  private layer(arn: string): Promise<Answer<SeenLayer>> {
    return this.once(arn, 'lambda:GetLayerVersion', async () => {
      try {
        return await this.api.layer(arn);
      } catch (problem) {
        if (troubleOf(problem) === 'missing') return 'missing';
        // Lambda says the same of a layer that another account does not share and of one that it does not have.
        if (/no resource-based policy/.test(reasonOf(problem))) return 'not shared';
        throw problem;
      }
    });
  }

  private async network({ configuration }: DeployedFunction): Promise<Answer<Network> | undefined> {
    const { VpcId: vpc = '', SubnetIds: subnets = [] } = configuration.VpcConfig ?? {};
    if (vpc === '' || subnets.length === 0) return undefined;
    return this.once(subnets.join(), 'ec2:DescribeRouteTables or ec2:DescribeVpcEndpoints', async () => {
      const exits = await Promise.all(
        subnets.map(async (subnet) => ({ subnet, target: await this.api.exit(vpc, subnet) })),
      );
      const isClosed = exits.some(({ target }) => target === undefined);
      return { exits, endpoints: isClosed ? await this.api.endpoints(vpc) : [] };
    });
  }

  private async filters({ configuration }: DeployedFunction): Promise<Answer<readonly Filter[]>> {
    const is = await this.filtersOf(logGroupOf(configuration));
    return is ? { is } : { unknown: '`logs:DescribeSubscriptionFilters` is not allowed, or failed.' };
  }

  private usage({ configuration }: DeployedFunction): Promise<Answer<Usage>> {
    return answerOf('logs:FilterLogEvents', async () =>
      usageIn(await this.api.events(logGroupOf(configuration), REPORT_TEXTS, this.since), configuration),
    );
  }

  private signs({ configuration }: DeployedFunction, signs: LogSigns): Promise<Answer<SignsFound>> {
    return answerOf('logs:FilterLogEvents', async () => {
      const texts = Object.values(signs).map(({ text }) => text);
      const found = await this.api.events(logGroupOf(configuration), texts, this.since);
      return findSigns(signs, found);
    });
  }

  private once<T>(key: string, call: string, ask: () => Promise<T>): Promise<Answer<T>> {
    const answer = this.answers.get(key) ?? answerOf(call, ask);
    this.answers.set(key, answer);
    return answer as Promise<Answer<T>>;
  }
}

async function answerOf<T>(call: string, ask: () => Promise<T>): Promise<Answer<T>> {
  try {
    return { is: await ask() };
  } catch (problem) {
    const trouble = troubleOf(problem);
    if (trouble === 'signed out') throw problem;
    return {
      unknown: trouble === 'denied' ? `\`${call}\` is not allowed.` : `\`${call}\` failed: ${reasonOf(problem)}.`,
    };
  }
}

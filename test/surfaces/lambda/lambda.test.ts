/** The laws of the surface that a deployed function is. */
import * as fc from 'fast-check';
import { FUNCTION } from '../../../src/core/function';
import { environmentSize } from '../../../src/core/limits';
import { unplan } from '../../../src/core/plan';
import type { Settings } from '../../../src/core/provider';
import type { FunctionState } from '../../../src/core/state';
import { sameValue } from '../../../src/core/value';
import { PROVIDERS } from '../../../src/providers';
import type { Provider } from '../../../src/providers/provider';
import type { Configuration, Tags } from '../../../src/surfaces/lambda/configuration';
import { isEvidence, readEvidence } from '../../../src/surfaces/lambda/evidence';
import { type DeployedFunction, readFunction } from '../../../src/surfaces/lambda/read';
import { RECORD, readRecord, writeRecord } from '../../../src/surfaces/lambda/record';
import { callsOf, withRecord } from '../../../src/surfaces/lambda/write';
import { applied, planWith } from '../../helpers/applied';
import { word } from '../../helpers/arbitraries';
import { RUNS } from '../../helpers/runs';
import { EVERY_PROVIDER, PAIRS } from '../../helpers/samples';
import { carryOut, configurations, deployed, WRITTEN } from './arbitraries';

interface Live {
  readonly configuration: Configuration;
  readonly tags: Tags;
}

const read = ({ configuration, tags }: Live): DeployedFunction => {
  const deployed = readFunction(configuration, tags);
  if ('refused' in deployed) throw new Error(JSON.stringify(deployed.refused));
  return deployed;
};
const planned = (live: Live, settings: Settings, provider: Provider = PROVIDERS.datadog) => {
  const deployed = read(live);
  return withRecord(planWith(provider, settings, deployed.state), deployed);
};
const traced = (live: Live, settings: Settings, provider?: Provider): Live =>
  carryOut(live, callsOf(planned(live, settings, provider), read(live)));
const restored = (live: Live): Live => {
  const deployed = read(live);
  return carryOut(live, callsOf(unplan(FUNCTION, deployed.state), deployed));
};
const look = ({ parts }: Pick<FunctionState, 'parts'>) => ({ ...parts, order: Object.keys(parts.layers) });

describe.each(EVERY_PROVIDER)('a deployed function, traced by $provider.title', ({ provider, options }) => {
  const law = (check: (live: Live, settings: Settings) => void) => () =>
    fc.assert(fc.property(configurations, options, check), RUNS);

  test(
    'is, once written and read again, what the plan says',
    law((live, settings) => {
      const deployed = read(live);
      const wanted = applied(deployed.state, planned(live, settings, provider));
      expect(look(read(traced(live, settings, provider)).state)).toEqual(look(wanted));
    }),
  );

  test(
    'has a receipt that says the same after writing and reading',
    law((live, settings) => {
      const { receipt } = planned(live, settings, provider);
      const entries = receipt?.entries.filter(({ kind }) => kind !== 'containers');
      expect(read(traced(live, settings, provider)).state.receipt?.entries).toEqual(entries);
    }),
  );

  test(
    'is the same, absent containers included, once it is uninstrumented',
    law((live, settings) => {
      expect(restored(traced(live, settings, provider))).toEqual(live);
    }),
  );

  test(
    'needs no call when planned again',
    law((live, settings) => {
      const there = traced(live, settings, provider);
      expect(callsOf(planned(there, settings, provider), read(there))).toEqual({ tag: {}, untag: [] });
    }),
  );

  test('keeps what the user changed after it was instrumented', () =>
    fc.assert(
      fc.property(configurations, options, word, (live, settings, edit) => {
        const there = traced(live, settings, provider);
        const Variables = {
          ...there.configuration.Environment?.Variables,
          DD_SITE: edit,
          OTEL_EXPORTER_OTLP_ENDPOINT: edit,
          MINE: edit,
        };
        const edited = { ...there, configuration: { ...there.configuration, Environment: { Variables } } };
        expect(restored(edited).configuration.Environment?.Variables).toMatchObject({
          DD_SITE: edit,
          OTEL_EXPORTER_OTLP_ENDPOINT: edit,
          MINE: edit,
        });
      }),
      RUNS,
    ));

  test(
    'never has more than 4 KB of variables, the receipt among them',
    law((live, settings) => {
      const { changes } = planned(live, settings, provider);
      const { configuration } = traced(live, settings, provider);
      if (changes.length > 0)
        expect(environmentSize(configuration.Environment?.Variables ?? {})).toBeLessThanOrEqual(4096);
    }),
  );

  test(
    "keeps no value of the user's variables in its receipt",
    law((live, settings) => {
      const secret = 'Zq3-secret-Zq3';
      const Variables = {
        DD_TAGS: `key:${secret}`,
        DD_SERVICE_MAPPING: `a:${secret}`,
        OTEL_RESOURCE_ATTRIBUTES: `a=${secret}`,
        OTHER: secret,
      };
      const holder = { ...live, configuration: { ...live.configuration, Environment: { Variables } } };
      const there = traced(holder, { ...settings, tags: { x: 'y' }, resourceAttributes: { x: 'y' } }, provider);
      const record = there.configuration.Environment?.Variables?.[RECORD];
      const copy = Object.entries(there.tags).filter(([name]) => isEvidence(name));
      expect(JSON.stringify([record, copy])).not.toContain('Zq3');
    }),
  );

  test(
    'keeps a copy of its receipt in tags that AWS takes, which says the same but for variables',
    law((live, settings) => {
      const there = read(traced(live, settings, provider));
      const tags = Object.entries(there.tags).filter(([name]) => isEvidence(name));
      for (const [, value] of tags) expect(value).toMatch(/^[A-Za-z0-9+=._:/@-]{1,256}$/);
      const copy = readEvidence(there.tags, there.place);
      const entries = there.kept?.receipt.entries.filter(({ kind }) => kind !== 'environment');
      if (there.kept !== undefined) expect(copy).toMatchObject({ receipt: { entries } });
      else expect(tags).toEqual([]);
    }),
  );
});

/** Every set of parts that leaves one of the two copies of the receipt. */
const survivable = fc
  .subarray([...WRITTEN])
  .filter((parts) => !['environment', 'tags'].every((part) => parts.includes(part as never)));

/** The same function as another release of its code has it. */
const released = fc.tuple(configurations, configurations, fc.boolean()).map(([live, other, isSame]) => {
  const { FunctionName, FunctionArn, PackageType, Runtime, Architectures } = live.configuration;
  const isLike = other.configuration.PackageType === PackageType;
  const release = {
    ...other,
    configuration: { ...other.configuration, FunctionName, FunctionArn, Runtime, Architectures },
  };
  return { live, release: isSame || !isLike ? live : release };
});

/** Whether a release has by chance what we wrote, which can't be distinguished. */
const isLikeOurs = (release: Live, { changes }: ReturnType<typeof planned>): boolean =>
  changes.some(
    ({ kind, name, after }) => after !== undefined && sameValue(read(release).state.parts[kind][name], after),
  );

describe.each(EVERY_PROVIDER)(
  'after a deployment has written any parts of a function traced by $provider.title',
  (row) => {
    const { provider, options } = row;
    const law = (check: (base: Live, mixed: Live, settings: Settings) => void) => () =>
      fc.assert(
        fc.property(released, options, survivable, ({ live, release }, settings, parts) => {
          const plan = planned(live, settings, provider);
          fc.pre(plan.receipt !== undefined && (release === live || !isLikeOurs(release, plan)));
          check(deployed(live, release, parts), deployed(traced(live, settings, provider), release, parts), settings);
        }),
        RUNS,
      );

    test(
      'taking it back leaves what that deployment made',
      law((base, mixed) => expect(restored(mixed)).toEqual(base)),
    );

    test(
      'tracing it again makes it whole',
      law((base, mixed, settings) => {
        const whole = traced(base, settings, provider);
        if (read(whole).state.receipt !== undefined) expect(traced(mixed, settings, provider)).toEqual(whole);
      }),
    );
  },
);

test.each(PAIRS)('a deployed function that goes from $here.name to $there.name and back keeps nothing', (pair) => {
  const { here, there } = pair;
  fc.assert(
    fc.property(configurations, here.options, there.options, (live, first, second) => {
      const [direct, straight] = [traced(live, first, here.provider), traced(live, second, there.provider)];
      const switched = traced(direct, second, there.provider);
      const isTraced = (of: Live) => read(of).state.receipt !== undefined;
      if (isTraced(straight)) expect(switched).toEqual(straight);
      if (isTraced(direct)) expect(traced(switched, first, here.provider)).toEqual(direct);
      expect(restored(switched)).toEqual(live);
    }),
    RUNS,
  );
});

describe('a plan', () => {
  const KEY = { apiKeySecretArn: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:dd' };
  const live = (more: Configuration): Live => ({
    configuration: {
      FunctionName: 'f',
      FunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:f',
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      ...more,
    },
    tags: {},
  });

  test('that would fit without its receipt, but not with it, is not carried out', () => {
    const holder = (size: number) => live({ Environment: { Variables: { BIG: 'x'.repeat(size) } } });
    const added = environmentSize(traced(holder(1), KEY).configuration.Environment?.Variables ?? {}) - 1;
    expect(planned(holder(4096 - added), KEY).changes).not.toEqual([]);
    const { changes, findings } = planned(holder(4096 - added + 1), KEY);
    expect([changes, findings.map(({ code }) => code)]).toEqual([[], ['environment-too-large']]);
  });

  test('switches X-Ray on where it is off, which is the default, and off again', () => {
    const off = live({ TracingConfig: { Mode: 'PassThrough' } });
    const on = traced(off, { ...KEY, enableXrayTracing: true });
    expect(on.configuration.TracingConfig).toEqual({ Mode: 'Active' });
    expect(restored(on)).toEqual(off);
  });
});

describe('a receipt', () => {
  const PLACE = { partition: 'aws', region: 'us-east-1', account: '123456789012', name: 'f' };

  test('takes less than 500 bytes for a function with both layers and the usual variables', () => {
    const live = {
      configuration: {
        FunctionName: 'f',
        FunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:f',
        Runtime: 'nodejs22.x',
        Handler: 'index.handler',
      },
      tags: {},
    };
    const settings = {
      apiKeySecretArn: `arn:aws:secretsmanager:us-east-1:123456789012:secret:dd`,
      service: 's',
      env: 'e',
    };
    const record = traced(live, settings).configuration.Environment?.Variables?.[RECORD] ?? '';
    expect(record).toMatch(/^1;datadog;/);
    expect(record.length).toBeLessThan(500);
  });

  test.each(['', '2;datadog;', '1', '1;datadog;;?x,y', '1;datadog;;eX', 'x', '1;datadog;;eX,%'])(
    '"%s" is none',
    (record) => {
      expect(readRecord(record, PLACE)).toBeUndefined();
    },
  );

  test('that would lose the earlier value of a variable is not written', () => {
    const receipt = {
      provider: 'datadog',
      entries: [{ kind: 'environment' as const, name: 'A', before: 'secret', after: 'x' }],
    };
    expect(() => writeRecord({ receipt }, PLACE)).toThrow('could not be put back');
  });

  test('keeps the log group that was subscribed', () => {
    const record = writeRecord({ receipt: { provider: 'datadog', entries: [] }, logGroup: '/my;group,1' }, PLACE);
    expect(readRecord(record, PLACE)?.logGroup).toBe('/my;group,1');
  });
});

describe('a function is refused', () => {
  const ARN = 'arn:aws:lambda:us-east-1:123456789012:function:f';
  const codes = (configuration: Configuration) => {
    const deployed = readFunction(configuration);
    return 'refused' in deployed ? deployed.refused.map(({ code }) => code) : [];
  };

  test.each([
    [
      'whose variables cannot be read',
      { Environment: { Error: { ErrorCode: 'AccessDeniedException' } } },
      'environment-unreadable',
    ],
    ['that is a replica at the edge', { MasterArn: ARN }, 'function-edge'],
    ['with a receipt of a newer release', { Environment: { Variables: { [RECORD]: '9;x;' } } }, 'receipt-unreadable'],
    ['without an ARN', { FunctionArn: undefined }, 'not-a-function'],
  ])('%s', (_, more, code) => {
    expect(codes({ FunctionArn: ARN, ...more })).toEqual([code]);
  });
});

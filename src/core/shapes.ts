/** The shapes of functions that mean something for tracing, and the properties that show each of them. */

interface ShapeRow {
  /** What a function of this shape is, in messages: "The function is …". */
  readonly words: string;
  /**
   * The properties that show it, as CloudFormation, SAM, and the API of Lambda name them; the CDK and the Serverless Framework
   * begin the same names with a small letter.
   */
  readonly properties: readonly string[];
  /** What the value must have in it, or must not; without both, any value shows the shape. */
  readonly has?: string;
  readonly hasNot?: string;
  /** Whether Lambda runs published versions of it only, or callers must name one. */
  readonly isPublished?: true;
}

/**
 * Sources: docs.aws.amazon.com/lambda/latest/dg, durable-functions, lambda-managed-instances, snapstart,
 * configuration-codesigning, tenant-isolation, and configuration-response-streaming. The Serverless Framework names a
 * capacity provider in `capacityProvider`, and a signed deployed function has the version of its signing profile.
 */
export const SHAPES = {
  durable: { words: 'a durable function', properties: ['DurableConfig'], isPublished: true },
  managed: {
    words: 'on managed instances',
    properties: ['CapacityProviderConfig', 'CapacityProvider'],
    isPublished: true,
  },
  snapStart: {
    words: 'started by SnapStart',
    properties: ['SnapStart'],
    hasNot: 'None',
    isPublished: true,
  },
  signed: { words: 'signed', properties: ['CodeSigningConfigArn', 'SigningProfileVersionArn'] },
  tenants: { words: 'divided by tenants', properties: ['TenancyConfig'] },
  streaming: {
    words: 'streaming its responses',
    properties: ['FunctionUrlConfig', 'Url'],
    has: 'RESPONSE_STREAM',
  },
  // By the script that starts it, `AWS_LAMBDA_EXEC_WRAPPER`.
  webAdapter: { words: 'started by the Lambda Web Adapter', properties: [] },
} as const satisfies Readonly<Record<string, ShapeRow>>;

export type Shape = keyof typeof SHAPES;

const ROWS = Object.entries(SHAPES) as [Shape, ShapeRow][];

/** Every property that shows a shape. */
export const SHAPE_PROPERTIES: readonly string[] = ROWS.flatMap(([, { properties }]) => properties);

/** The shapes that the properties show, and as a column of a target; nothing for an ordinary function. */
export function shapesOf(property: (name: string) => unknown): { readonly shapes?: readonly Shape[] } {
  const shapes = ROWS.filter(([, row]) => row.properties.some((name) => shows(property(name), row)));
  return shapes.length === 0 ? {} : { shapes: shapes.map(([shape]) => shape) };
}

/** Whether a value shows the shape, wherever in it the word is that decides. */
function shows(raw: unknown, { has = '', hasNot }: ShapeRow): boolean {
  const text = raw ? JSON.stringify(raw) : '';
  return text !== '' && text.includes(has) && !(hasNot && text.includes(hasNot));
}

/** A property's name as the CDK and the Serverless Framework have it. */
export const camel = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

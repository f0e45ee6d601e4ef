/** The text of a template as a document, with the nodes that tell where everything stands in it. */
import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
} from 'yaml';
import type { Json } from '../../surfaces/template';

export interface Source {
  readonly text: string;
  readonly root: Node;
  readonly document: Document;
  /** Intrinsic functions in their long form. */
  readonly value: Json;
  /** Whether intrinsic functions are written in short form somewhere. */
  readonly short: boolean;
  readonly json: boolean;
}

/** A text that is no YAML. */
export class BadYaml extends Error {
  constructor(
    message: string,
    readonly line: number,
    readonly column: number,
  ) {
    super(message);
  }
}

export function readSource(text: string): Source {
  const document = parseDocument(text, { logLevel: 'silent', merge: true, keepSourceTokens: false });
  const [error] = document.errors;
  if (error) {
    const { line = 1, col = 1 } = error.linePos?.[0] ?? {};
    throw new BadYaml((error.message.split(' at line ')[0] ?? '').split('\n')[0] ?? '', line, col);
  }
  const root = document.contents as Node | null;
  if (root === null) throw new BadYaml('the file is empty', 1, 1);
  return {
    text,
    root,
    document: document as Document,
    value: said(root, document as Document),
    short: /(^|[\s[,:-])![A-Z]\w+/m.test(text),
    json: /^\s*\{/.test(text),
  };
}

/** What a node says. */
export function said(node: unknown, document: Document): Json {
  if (isAlias(node)) return said(node.resolve(document), document);
  if (isScalar(node)) return tagged(node.tag, node.value);
  if (isSeq(node))
    return tagged(
      node.tag,
      node.items.map((item) => said(item, document)),
    );
  if (isMap(node)) return tagged(node.tag, Object.fromEntries(entriesOf(node.items as Pair[], document)));
  return null;
}

/** A merged map's entries come before the map's own, which are stronger. */
function entriesOf(pairs: readonly Pair[], document: Document): [string, Json][] {
  const merged = pairs.filter(isMerge).flatMap(({ value }) => {
    const given = said(value, document);
    return (Array.isArray(given) ? [...given].reverse() : [given]).flatMap((map) => Object.entries(map ?? {}));
  });
  const own = pairs.filter((pair) => !isMerge(pair));
  return [...merged, ...own.map(({ key, value }): [string, Json] => [keyOf(key), said(value, document)])];
}

const isMerge = ({ key }: Pair): boolean => isScalar(key) && key.source === '<<' && key.type === 'PLAIN';

export const keyOf = (key: unknown): string => String(isScalar(key) ? (key.source ?? key.value) : key);

/** The long form of what a tag says in short. */
function tagged(tag: string | undefined, value: Json): Json {
  const name = tag?.startsWith('!') && !tag.startsWith('!!') ? tag.slice(1) : undefined;
  if (name === undefined || name === '') return value;
  const long = longName(name);
  if (long !== 'Fn::GetAtt' || typeof value !== 'string') return { [long]: value };
  const [id, ...path] = value.split('.');
  return { [long]: [id, path.join('.')] };
}

/** The key of an intrinsic function, by the name of its tag. */
export const longName = (name: string): string => (name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`);

/** The name of a node's tag of CloudFormation's. */
export const tagOf = (node: unknown): string | undefined => {
  const tag = isScalar(node) || isCollection(node) ? node.tag : undefined;
  return tag?.startsWith('!') && !tag.startsWith('!!') ? tag.slice(1) : undefined;
};

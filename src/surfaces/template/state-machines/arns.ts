/** What the resources of a machine's tasks are, as far as the template shows it. */
import { ownValue } from '../../../core/own';
import { valueText } from '../../../core/value';
import { toValue } from '../../intrinsics';
import type { Resolver } from '../conditions';
import { isFunction } from '../document/dialect';
import { isMap, type Json, type Resource, type Resources } from '../document/document';

/** The text of a resource with ARNs in place of what names a function of the template; their parts are blank. */
export const arnsIn =
  (resources: Resources, substitutions: Json, known: Resolver) =>
  (text: string): string =>
    replaced(
      replaced(text, (name) => substituted(ownValue<Json>(substitutions, name))),
      (name) => {
        const [id = '', attribute] = name.split('.');
        const resource = ownValue<Json>(resources, id);
        const isArn = isFunction(resource) ? FUNCTION_ARNS.has(attribute ?? '') : VERSION_TYPES.has(resource?.Type);
        if (isArn) return `arn:aws:lambda:::function:${id}`;
        const value = known.value({ Ref: name });
        return typeof value === 'string' ? value : undefined;
      },
    );

const FUNCTION_ARNS: ReadonlySet<string> = new Set(['Arn', 'Alias', 'Version']);
const VERSION_TYPES: ReadonlySet<unknown> = new Set(['AWS::Lambda::Alias', 'AWS::Lambda::Version']);

/** What the names in a definition refer to, by its own map or that of an `Fn::Sub` around its text. */
export function substitutionsIn({ Properties }: Resource): Json {
  const sub = Properties?.DefinitionString?.['Fn::Sub'];
  return { ...Properties?.DefinitionSubstitutions, ...(Array.isArray(sub) ? sub[1] : {}) };
}

const substituted = (raw: Json): string | undefined =>
  typeof raw === 'string' || isMap(raw) ? valueText(toValue(raw)) : undefined;

const replaced = (text: string, of: (name: string) => string | undefined): string =>
  text.replace(/\$\{([^}]+)\}/g, (whole, name: string) => of(name) ?? whole);

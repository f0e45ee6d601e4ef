/** Published versions of functions: a new instrumentation gets a version of its own, by a new logical id. */
import { digest } from '../../../core/receipt';
import { among, isMap, type Resource, type Resources, type Template } from '../document/document';
import { metadataOf, withMetadata } from '../document/metadata';
import { referencesIn, renameReferences } from '../document/references';

/** A version is a picture of its function: the same logical id keeps the picture that was taken first. */
export function withVersions(
  template: Template,
  printOf: (fn: string) => string | undefined,
  kept: ReadonlyMap<string, string>,
): Template {
  const names = new Map(kept);
  const versions = among(template.Resources, (resource) => resource?.Type === 'AWS::Lambda::Version');
  for (const [id, resource] of versions) {
    const [fn] = versionedFunctions(resource);
    const print = fn === undefined ? undefined : printOf(fn);
    if (print !== undefined) names.set(id, `${id.slice(0, 240)}T${digest(print)}`);
  }
  return names.size === 0
    ? template
    : rename(template, Object.fromEntries(names), (resource, id) => withMetadata(resource, { version: id }));
}

/** The template with the versions that were renamed under their own names again. */
export function withoutVersions(template: Template): Template {
  const found = renamedVersions(template.Resources);
  if (found.length === 0) return template;
  const names = Object.fromEntries(found.map(([id, resource]) => [id, versionMark(resource) as string]));
  return rename(template, names, (resource) => withMetadata(resource, undefined));
}

/** The functions whose versions were given new names before. */
export const versioned = (resources: Resources): string[] =>
  renamedVersions(resources).flatMap(([, resource]) => versionedFunctions(resource));

/** The names that an earlier run gave to the versions of some functions, by their own names. */
export const namesOfKept = (resources: Resources, fns: ReadonlySet<string>): ReadonlyMap<string, string> =>
  new Map(
    renamedVersions(resources)
      .filter(([, resource]) => versionedFunctions(resource).some((fn) => fns.has(fn)))
      .map(([id, resource]) => [versionMark(resource) as string, id]),
  );

const renamedVersions = (resources: Resources) => among(resources, (resource) => versionMark(resource) !== undefined);

const versionedFunctions = ({ Properties }: Resource): string[] => referencesIn({ name: Properties?.FunctionName });

const versionMark = (resource: Resource): string | undefined =>
  isMap(resource) ? metadataOf(resource)?.version : undefined;

function rename(
  template: Template,
  names: Readonly<Record<string, string>>,
  change: (resource: Resource, id: string) => Resource,
): Template {
  const turned = renameReferences(template, names);
  const resources = Object.entries(turned.Resources as Resources).map(([id, resource]) =>
    Object.hasOwn(names, id) ? [names[id], change(resource, id)] : [id, resource],
  );
  return { ...turned, Resources: Object.fromEntries(resources) };
}

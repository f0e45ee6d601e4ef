/** One state machine with its plan carried out, and what is added for it: a log group, a subscription, permissions. */
import { apply } from '../../../core/change';
import { about, note } from '../../../core/finding';
import { ownValue, setIn } from '../../../core/own';
import type { Statement, Subscription } from '../../../core/recipe';
import type { MachineRecipe } from '../../../core/state-machine';
import { isKnown, type Value, valueText } from '../../../core/value';
import { render } from '../../intrinsics';
import { newGroupName } from '../../machine-settings';
import { renderReceipt } from '../../receipt';
import { addStatements, permissionNote, type Subscribed, withNamedSubscription } from '../additions';
import { type Json, type Resource, type Resources, withKey } from '../document/document';
import { metadataOf, withMetadata } from '../document/metadata';
import { machineDialect, machineGrantees } from './dialect';
import { addedFor, markedFor } from './marks';
import type { PlannedMachine } from './plan';
import { MACHINE_PARTS } from './read';
import { writeMachine } from './write';

export interface AddedMachine extends Subscribed {
  readonly statements: readonly Statement[];
}

export function addMachine(resources: Resources, machine: PlannedMachine, outer: Resources): AddedMachine {
  const { id, planned, read } = machine;
  const { recipe, changes = [] } = planned ?? {};
  if (!recipe || !read) return { resources, findings: [], statements: [] };
  const written: Record<string, Resource> = { ...resources };
  setIn(written, id, tracedResource(resources[id] as Resource, machine));
  const { destination } = apply(changes, read.state.parts).logging;
  const isNew = changes.some(({ kind, name, before }) => kind === 'logging' && name === 'destination' && !before);
  if (isNew) setIn(written, machine.newGroup, newLogGroup(machine, recipe));
  const granted = withGrants(written, { id, statements: recipe.statements });
  const { subscription } = recipe;
  const subscribed =
    subscription && destination !== undefined
      ? withSubscription(
          granted.resources,
          { id, name: isNew ? { Ref: machine.newGroup } : groupName(destination), outer },
          subscription,
        )
      : { resources: granted.resources, findings: [] };
  return {
    resources: subscribed.resources,
    findings: [...granted.findings, ...subscribed.findings],
    statements: granted.statements,
  };
}

/** The machine with its properties changed, and its receipt. */
function tracedResource(resource: Resource, { read, planned }: PlannedMachine): Resource {
  if (!read || !planned) return resource;
  const { changes, receipt } = planned;
  const properties = writeMachine(resource, { read, changes });
  const { Destinations } = resource.Properties?.[machineDialect(resource).logging] ?? {};
  const isReplaced =
    Destinations !== undefined && changes.some(({ name, before }) => name === 'destination' && !before);
  const mark = {
    ...metadataOf(resource),
    ...(receipt && renderReceipt(receipt, render, MACHINE_PARTS)),
    ...(isReplaced ? { destinations: Destinations } : {}),
  };
  return withMetadata(withKey(resource, 'Properties', properties), receipt ? mark : metadataOf(resource));
}

const newLogGroup = ({ id, bare: { Condition } }: PlannedMachine, { logRetentionInDays }: MachineRecipe): Resource =>
  addedFor(id, {
    Type: 'AWS::Logs::LogGroup',
    ...(Condition === undefined ? {} : { Condition }),
    Properties: {
      LogGroupName: { 'Fn::Sub': newGroupName('${AWS::StackName}', id) },
      RetentionInDays: typeof logRetentionInDays === 'number' ? logRetentionInDays : render(logRetentionInDays),
    },
  });

interface Granting {
  readonly id: string;
  readonly statements: readonly Statement[];
}

/** The machine's role allowed what it needs, if the role is among the resources. */
function withGrants(resources: Resources, { id, statements }: Granting): AddedMachine {
  if (statements.length === 0) return { resources, findings: [], statements };
  const { self, roles, foreign } = machineGrantees(resources[id] as Resource);
  const here = roles.filter((role) => ownValue(resources, role)?.Type === 'AWS::IAM::Role');
  const places = [...(self ? [id] : []), ...here];
  const granted = addStatements(resources, Object.fromEntries(places.map((place) => [place, statements])));
  const isElsewhere = foreign || here.length < roles.length;
  return {
    resources: markedFor(id, resources, granted),
    findings: isElsewhere ? about(id, [permissionNote(statements)]) : [],
    statements: places.length > 0 ? statements : [],
  };
}

interface Subscribing {
  readonly id: string;
  readonly name: Json;
  readonly outer: Resources;
}

function withSubscription(resources: Resources, { id, name, outer }: Subscribing, to: Subscription): Subscribed {
  if (name === undefined) {
    const why = 'the name of the group is not written in the template';
    return {
      resources,
      findings: about(id, [note('subscription-needed', { why, destination: valueText(to.destination) })]),
    };
  }
  const done = withNamedSubscription(resources, { subject: id, name, outer }, to);
  return { ...done, resources: markedFor(id, resources, done.resources) };
}

/** The name of the log group with this ARN; nothing where it is not in the ARN's text. */
function groupName(arn: Value): Json {
  const text = valueText(arn);
  const declared = /^\$\{([^{}.]+)\.Arn\}$/.exec(text)?.[1];
  if (declared !== undefined) return { Ref: declared };
  const name = /:log-group:([^*]+?)(?::\*)?$/.exec(text)?.[1];
  const ref = /^\$\{([^{}.]+)\}$/.exec(name ?? '')?.[1];
  if (ref !== undefined) return { Ref: ref };
  if (name === undefined || isKnown(arn)) return name;
  return /\$\{[^}]*[^\w:.}]/.test(name) ? undefined : { 'Fn::Sub': name };
}

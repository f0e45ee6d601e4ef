/** What the expressions of a state can see, in both query languages. */
import { isJsonMap, type JsonMap } from '../../core/definition/states';

export interface StateData {
  readonly input: unknown;
  /** The context object. */
  readonly context: JsonMap;
  readonly variables: JsonMap;
  /** What the state's work gave, once it is done. */
  readonly result?: unknown;
  readonly errorOutput?: unknown;
}

/** How often a value is copied between states: what a task does to its event changes nothing else. */
export const copied = <T>(value: T): T => (value === undefined ? value : JSON.parse(JSON.stringify(value)));

export const entriesOf = (raw: unknown): [string, unknown][] => (isJsonMap(raw) ? Object.entries(raw) : []);

export const listOf = (raw: unknown): readonly JsonMap[] => (Array.isArray(raw) ? raw.filter(isJsonMap) : []);

/** What Datadog's libraries read of an execution's context, in the event of a function and in the input of an execution. */
import type { ContextField } from '../../core/definition/context';

/** What the caller of this execution has handed on stays the root of the trace. */
const ROOT =
  "$type($caller) != 'object' ? {'RootExecutionId': $context.Execution.Id}" +
  " : $exists($caller.`x-datadog-trace-id`) ? $sift($caller, function($_, $key) { $key in ['x-datadog-trace-id', 'x-datadog-tags'] })" +
  " : {'RootExecutionId': $exists($caller.RootExecutionId) ? $caller.RootExecutionId : $context.Execution.Id}";

const EXPRESSION =
  '($context := $states.context; $caller := $context.Execution.Input._datadog; ' +
  `$merge([${ROOT}, {'serverless-version': 'v1',` +
  " 'Execution': {'Id': $context.Execution.Id, 'RedriveCount': $context.Execution.RedriveCount}," +
  " 'State': {'EnteredTime': $context.State.EnteredTime, 'Name': $context.State.Name, 'RetryCount': $context.State.RetryCount}," +
  " 'StateMachine': {'Id': $context.StateMachine.Id}}]))";

/**
 * The libraries for Node.js (116) and Python (103) and the extension (75) read `_datadog`; the documented form for JSONPath,
 * three fields of the event itself, would meet fields of the user's such as `State`. With JSONPath, `RedriveCount` is left
 * out, because a path that leads nowhere makes an execution fail, and AWS doesn't document that every execution has it; nor
 * can a caller's root be looked for.
 * Source: datadog_lambda/tracing.py and trigger.py, and step-function-service of datadog-lambda-js.
 */
export const contextField: ContextField = {
  name: '_datadog',
  template: {
    'serverless-version': 'v1',
    'RootExecutionId.$': '$$.Execution.Id',
    Execution: { 'Id.$': '$$.Execution.Id' },
    State: {
      'EnteredTime.$': '$$.State.EnteredTime',
      'Name.$': '$$.State.Name',
      'RetryCount.$': '$$.State.RetryCount',
    },
    StateMachine: { 'Id.$': '$$.StateMachine.Id' },
  },
  expression: EXPRESSION,
  older: ['Execution', 'State', 'StateMachine'],
};

/** Every command by name, a row each, loaded when it is asked for. */
import type { Command } from '../command';

export interface CommandRow {
  /** One line for the list of commands. */
  readonly summary: string;
  /** `require`, so that a bundle runs only the modules of the command that was asked for. */
  readonly load: () => { readonly command: Command };
}

export const COMMANDS: Readonly<Record<string, CommandRow>> = {
  instrument: { summary: 'Put tracing on deployed functions.', load: () => require('./instrument') },
  uninstrument: { summary: 'Take it off again, exactly.', load: () => require('./uninstrument') },
  status: { summary: 'Show which functions are traced, with what, and why not.', load: () => require('./status') },
  env: { summary: 'Write the variables of a process that is no Lambda function.', load: () => require('./env') },
  dockerfile: { summary: 'Put tracing into a Dockerfile, and take it out again.', load: () => require('./dockerfile') },
  chalice: { summary: "Put tracing into a Chalice app's configuration.", load: () => require('./chalice') },
  layers: { summary: 'List the layers by region, runtime and architecture.', load: () => require('./layers') },
  transform: { summary: 'Put tracing on the functions of template files.', load: () => require('./transform') },
  preview: { summary: 'Run functions here and show their traces, without AWS.', load: () => require('./preview') },
  macro: { summary: 'Print the template that installs the CloudFormation macro.', load: () => require('./macro') },
};

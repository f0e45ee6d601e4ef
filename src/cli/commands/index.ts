/** Every command by name, a row each, loaded when it is asked for. */
import type { Command } from '../command';

export interface CommandRow {
  /** One line for the list of commands. */
  readonly summary: string;
  /** `require`, so that a bundle runs only the modules of the command that was asked for. */
  readonly load: () => { readonly command: Command };
}

export const COMMANDS: Readonly<Record<string, CommandRow>> = {
  instrument: { summary: 'Add tracing to deployed functions.', load: () => require('./instrument') },
  uninstrument: { summary: 'Remove tracing from them exactly.', load: () => require('./uninstrument') },
  status: { summary: 'Show which functions are traced, and why others are not.', load: () => require('./status') },
  doctor: { summary: 'Find out why no traces of a function arrive.', load: () => require('./doctor') },
  env: { summary: 'Print variables for a process outside of Lambda.', load: () => require('./env') },
  dockerfile: { summary: 'Add tracing to a Dockerfile, or remove it.', load: () => require('./dockerfile') },
  chalice: { summary: 'Add tracing to the configuration of a Chalice app.', load: () => require('./chalice') },
  layers: { summary: 'List layers by Region, runtime, and architecture.', load: () => require('./layers') },
  transform: { summary: 'Add tracing to functions in template files.', load: () => require('./transform') },
  preview: { summary: 'Run functions on this machine and show their traces.', load: () => require('./preview') },
  macro: { summary: 'Print the template that installs the CloudFormation macro.', load: () => require('./macro') },
};

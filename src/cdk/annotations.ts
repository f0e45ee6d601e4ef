/** Tells findings as annotations of the CDK: on the construct that people know, each sentence once. */
import { Annotations } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { type Note, type Severity, sentence, severity } from '../core/finding';

/** An error stops synthesis; a warning has an id, so that it can be acknowledged. */
const TELL: Record<Severity, (annotations: Annotations, text: string, code: string) => void> = {
  error: (annotations, text) => annotations.addError(text),
  warning: (annotations, text, code) => annotations.addWarningV2(`tracelayer:${code}`, text),
  info: (annotations, text) => annotations.addInfo(text),
};

export class Teller {
  private readonly told = new Set<string>();

  /** The CDK names the construct itself: the L2, where a resource is its default child. */
  public tell(construct: IConstruct, notes: readonly Note[]): void {
    const scope = construct.node.scope?.node.defaultChild === construct ? construct.node.scope : construct;
    for (const found of notes) {
      const text = sentence(found);
      const key = `${scope.node.addr} ${text}`;
      if (!this.told.has(key)) TELL[severity(found)](Annotations.of(scope), text, found.code);
      this.told.add(key);
    }
  }
}

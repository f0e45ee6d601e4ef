/** Reports findings as annotations of the CDK: on the construct that people know, each sentence once. */
import { Annotations, type Stack, Token } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { describe, type Finding, type Note, type Policy, severity, withPolicy } from '../core/finding';
import { stackOf, textIn } from '../surfaces/cdk/tokens';

type Severity = ReturnType<typeof severity>;

/** An error stops synthesis; a warning has an id, so that it can be acknowledged. */
const ANNOTATE: Record<Severity, (annotations: Annotations, text: string, code: string) => void> = {
  error: (annotations, text) => annotations.addError(text),
  warning: (annotations, text, code) => annotations.addWarningV2(`tracelayer:${code}`, text),
  info: (annotations, text) => annotations.addInfo(text),
};

/** A finding that waits for a stack: annotations on an app or a stage itself are never shown. */
interface QueuedFinding {
  readonly scope: IConstruct;
  readonly findings: readonly Finding[];
}

export class Reporter {
  private readonly reported = new Set<string>();
  private readonly waiting: QueuedFinding[] = [];

  /** The CDK names the construct itself: the L2, where a resource is its default child. */
  public report(construct: IConstruct, notes: readonly Note[], policy: Policy = {}): void {
    if (notes.length === 0) return;
    const scope = construct.node.scope?.node.defaultChild === construct ? construct.node.scope : construct;
    const findings = withPolicy(
      notes.map((found) => ({ subject: scope.node.path, ...found })),
      policy,
    );
    if (stackOf(scope)) this.annotate(scope, scope, findings);
    else this.waiting.push({ scope, findings });
  }

  /** Reports what waits for a stack. */
  public flush(stack: Stack | undefined): void {
    for (const { scope, findings } of this.waiting.splice(0)) this.annotate(stack ?? scope, scope, findings);
  }

  private annotate(place: IConstruct, scope: IConstruct, findings: readonly Finding[]): void {
    for (const found of findings) {
      const text = readable(describe(found), scope);
      const key = `${scope.node.addr} ${text}`;
      if (!this.reported.has(key)) ANNOTATE[severity(found)](Annotations.of(place), text, found.code);
      this.reported.add(key);
    }
  }
}

/** A text for people, in which nothing unresolved is printed as the CDK encodes it. */
export const readable = (text: string, scope: IConstruct): string =>
  Token.isUnresolved(text) ? textIn(scope, text) : text;

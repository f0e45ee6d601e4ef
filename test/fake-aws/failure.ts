/** An error as AWS answers it. */
export class Failure extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

export const denied = (action: string): Failure =>
  new Failure(
    403,
    'AccessDeniedException',
    `User: arn:aws:iam::123456789012:user/x is not authorized to perform: ${action}`,
  );

export const invalid = (message: string): Failure => new Failure(400, 'InvalidParameterValueException', message);

// aws-cdk-lib validates templates at synthesis, which takes seconds in each process: tests that want that turn it on.
process.env.CDK_VALIDATION ??= 'false';

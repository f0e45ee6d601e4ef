// Has the transform judged by programs that are not ours: AWS's SAM translator and cfn-lint.
// npm run test:templates [-- --all]: without --all cfn-lint looks at every tenth template.
require('./register.cjs');
require('../test/templates/run.ts');

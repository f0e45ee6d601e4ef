// A third provider, which a copy of the repository gets: its construct from Python, without a line of code for Python.
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { same, traced } from './assembly.mjs';
import { attempt, folder, ROOT, run, WORK, write } from './tools.mjs';

const APP = `
from aws_cdk import App, Environment, Stack
from aws_cdk import aws_lambda
from tracelayer import Acme

app = App()
stack = Stack(app, "Shop", env=Environment(account="123456789012", region="eu-west-1"))

def function(name, runtime):
    code = aws_lambda.Code.from_inline("x")
    return aws_lambda.Function(stack, name, runtime=runtime, handler="app.handler", code=code)

try:
    Acme(stack, "Wrong")
except Exception as error:
    print(error)

acme = Acme(stack, "Acme", token="secret-token", service="shop")
acme.add_lambda_functions([
    function("Node", aws_lambda.Runtime.NODEJS_22_X),
    function("Python", aws_lambda.Runtime.PYTHON_3_13),
])
app.synth()
`;

const LAYERS = ['arn:aws:lambda:eu-west-1:111122223333:layer:acme-x86-64:7'];
const ACCOUNT = { ACME_SERVICE: 'shop', ACME_TOKEN: 'secret-token' };
const EXPECTED = [
  {
    Handler: '/opt/acme/handler.handler',
    Layers: LAYERS,
    Variables: { ...ACCOUNT, ACME_HANDLER: 'app.handler' },
  },
  { Handler: 'app.handler', Layers: LAYERS, Variables: { ...ACCOUNT, AWS_LAMBDA_EXEC_WRAPPER: '/opt/acme-wrapper' } },
];

/** Uses the construct with a Python interpreter whose environment has the AWS CDK. */
export async function thirdProvider(python) {
  const { copyWithThirdProvider } = helpers();
  const copy = await copyWithThirdProvider();
  try {
    return use(python, packageOf(copy));
  } finally {
    copy.remove();
  }
}

/** The helpers of the tests are TypeScript. */
function helpers() {
  const require = createRequire(import.meta.url);
  require(join(ROOT, 'scripts', 'register.cjs'));
  return require(join(ROOT, 'test', 'helpers', 'third-provider.ts'));
}

/** The source package for Python of a copy. */
function packageOf(copy) {
  const bin = join(ROOT, 'node_modules', '.bin');
  run(
    join(bin, 'jsii'),
    ['--silence-warnings=reserved-word', '--silence-warnings=metadata/missing-dev-dependency'],
    copy.folder,
  );
  const code = folder('third-code');
  run(join(bin, 'jsii-pacmak'), ['--code-only', '--target', 'python', '--outdir', code], copy.folder);
  return join(code, 'python');
}

function use(python, source) {
  const wheels = folder('third-wheels');
  const why = attempt(python, ['-m', 'pip', 'wheel', '--quiet', '--no-deps', '-w', wheels, source], WORK);
  if (why) return `the wheel cannot be built: ${why}`;
  const [wheel] = readdirSync(wheels);
  const target = folder('third-package');
  run(
    python,
    ['-m', 'pip', 'install', '--quiet', '--no-deps', '--no-index', '--target', target, join(wheels, wheel)],
    WORK,
  );
  const here = folder('third');
  write(join(here, 'app.py'), APP);
  const outdir = join(WORK, 'cdk.out-third');
  const printed = run(python, ['app.py'], here, { CDK_OUTDIR: outdir, PYTHONPATH: target });
  if (!printed.includes('`token` must be set')) throw new Error(printed);
  same(functionsIn(outdir), EXPECTED);
}

const functionsIn = (outdir) =>
  traced(outdir, 'Shop').map(({ Handler, Layers, Environment: { Variables } }) => ({ Handler, Layers, Variables }));

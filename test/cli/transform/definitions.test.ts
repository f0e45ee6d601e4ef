/** Definitions in files of their own, which `tracelayer transform` edits with the template that names them. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as fc from 'fast-check';
import { stringify } from 'yaml';
import { withFileLayouts } from '../../../src/cli/text-edits/layout';
import { DefinitionFiles } from '../../../src/cli/transform/definitions';
import { transform, untransform } from '../../../src/surfaces/template';
import { machines } from '../../core/definition/machines';
import { runs } from '../../helpers/runs';
import { requestFor } from '../../surfaces/template/corpus';
import { tracelayer } from '../harness';

const OPTIONS = [
  '--api-key-secret-arn=arn:aws:secretsmanager:us-east-1:123456789012:secret:dd',
  '--state-machine-forwarder-arn=arn:aws:lambda:us-east-1:123456789012:function:forwarder',
  '--merge-state-machine-traces',
];
const JSON_FILE = `{
  "StartAt": "Order",
  "States": {
    "Order": {
      "Type": "Task",
      "Resource": "arn:aws:states:::lambda:invoke",
      "TimeoutSeconds": \${Timeout},
      "Parameters": {
        "FunctionName" : "\${OrdersArn}",
        "Payload.$": "$"
      },
      "Next": "Charge"
    },
    "Charge": { "Type":"Task", "Resource":"\${OrdersArn}",  "Parameters":{ "a": 1 }, "End": true }
  }
}
`;
const YAML_FILE = `# the shop
StartAt: Order
States:
  Order:   # the first
    Type: Task
    Resource: arn:aws:states:::lambda:invoke
    Parameters:
      FunctionName: "\${OrdersArn}"
      Payload.$: $   # everything
    Next: Charge
  Charge: { Type: Task, Resource: "\${OrdersArn}", Parameters: {a: 1}, End: true }
`;
const machine = (id: string, uri: string) => `  ${id}:
    Type: AWS::Serverless::StateMachine
    Properties:
      DefinitionUri: ${uri}
      DefinitionSubstitutions: { OrdersArn: !GetAtt Orders.Arn, Timeout: 10 }
`;
const templateWith = (...machines: string[]) => `Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties: { Runtime: nodejs22.x, Handler: app.handler }
${machines.join('')}`;

class Project {
  public readonly folder = mkdtempSync(join(tmpdir(), 'tracelayer-'));

  public constructor(private readonly files: Readonly<Record<string, string>>) {
    for (const [name, text] of Object.entries(files)) this.write(name, text);
  }

  public write(name: string, text: string) {
    mkdirSync(dirname(join(this.folder, name)), { recursive: true });
    writeFileSync(join(this.folder, name), text);
  }

  public read(name: string) {
    return existsSync(join(this.folder, name)) ? readFileSync(join(this.folder, name), 'utf8') : undefined;
  }

  /** The files that are not as they were. */
  public get changed() {
    return Object.keys(this.files).filter((name) => this.read(name) !== this.files[name]);
  }

  public async transform(...words: string[]) {
    const operands = Object.keys(this.files).filter((name) => name.startsWith('template'));
    const options = words.includes('--remove') ? [] : OPTIONS;
    return tracelayer(['transform', ...operands, ...options, ...words], { folder: this.folder });
  }

  public async codes(...words: string[]) {
    const { files } = JSON.parse((await this.transform('--json', ...words)).out);
    return files.flatMap(({ findings }: any) => findings.map(({ code, subject }: any) => `${subject}: ${code}`));
  }
}

describe.each([
  ['JSON', 'machines/m.asl.json', JSON_FILE],
  ['YAML', 'machines/m.asl.yaml', YAML_FILE],
  ['JSON with other line ends', 'm.asl.json', JSON_FILE.replaceAll('\n', '\r\n')],
  ['JSON in one line', 'm.asl.json', JSON.stringify(JSON.parse(JSON_FILE.replace('${Timeout}', '1')))],
  ['YAML with other line ends', 'm.asl.yml', YAML_FILE.replaceAll('\n', '\r\n')],
])('a definition in a file of %s', (_, path, text) => {
  const project = () => new Project({ 'template.yaml': templateWith(machine('M', path)), [path]: text });

  test('is edited with its template, and restored byte for byte', async () => {
    const given = project();
    expect((await given.transform('--write')).code).toBe(0);
    expect(given.changed).toEqual(['template.yaml', path]);
    expect(given.read(path)?.match(/_datadog/g)).toHaveLength(2);
    const [template, definition] = [given.read('template.yaml'), given.read(path)];
    expect((await given.transform('--write', '--check')).code).toBe(0);
    expect([given.read('template.yaml'), given.read(path)]).toEqual([template, definition]);
    expect((await given.transform('--write', '--remove')).code).toBe(0);
    expect(given.changed).toEqual([]);
  });

  test('is shown, and written only with `--write`', async () => {
    const given = project();
    const { out, code } = await given.transform('--check');
    expect(code).toBe(1);
    expect(out).toContain(path);
    expect(out).toMatch(/^ {2}\+ .*_datadog/m);
    expect(given.changed).toEqual([]);
  });

  test('keeps what was changed in it meanwhile, and counts as a change of its own', async () => {
    const given = project();
    await given.transform('--write');
    const traced = given.read(path) ?? '';
    given.write(path, text);
    expect((await given.transform('--check')).code).toBe(1);
    await given.transform('--write');
    expect(given.read(path)).toBe(traced);
    given.write(path, traced.replaceAll('Charge', 'Paid'));
    await given.transform('--write', '--remove');
    expect(given.read(path)?.match(/Paid/g)).toHaveLength(2);
    expect(given.read('template.yaml')).toBe(templateWith(machine('M', path)));
  });
});

describe('a definition in a file', () => {
  test('of two machines is left, and both are traced without it', async () => {
    const template = templateWith(machine('M', 'm.json'), machine('N', './m.json'));
    const given = new Project({ 'template.yaml': template, 'm.json': JSON_FILE });
    expect(await given.codes('--write')).toEqual(
      expect.arrayContaining(['M: definition-unread', 'N: definition-unread']),
    );
    expect(given.changed).toEqual(['template.yaml']);
    await given.transform('--write', '--remove');
    expect(given.changed).toEqual([]);
  });

  test('of machines in two templates belongs to the first', async () => {
    const files = {
      'template.yaml': templateWith(machine('M', 'm.json')),
      'template2.yaml': templateWith(machine('N', 'm.json')),
    };
    const given = new Project({ ...files, 'm.json': JSON_FILE });
    const codes = await given.codes('--write');
    expect(codes).toContain('N: definition-unread');
    expect(codes).not.toContain('M: definition-unread');
    await given.transform('--write', '--remove');
    expect(given.changed).toEqual([]);
  });

  test.each<[string, string, string]>([
    ['that is missing', 'none.json', ''],
    ['that is a folder', '.', ''],
    ['outside of the folder of the template', '../m.json', ''],
    ['that a link leads out to', 'link.json', ''],
    ['with no JSON', 'bad.json', '{ "a": '],
    ['with no YAML', 'bad.yaml', 'a: [1'],
    ['with a list', 'list.json', '[1]'],
    ['in a bucket', 's3://bucket/m.json', ''],
  ])('%s is left', async (_, uri, text) => {
    const given = new Project({
      'template.yaml': templateWith(machine('M', uri)),
      ...(text ? { [uri]: text } : {}),
    });
    if (uri.startsWith('link')) {
      const elsewhere = new Project({ 'm.json': JSON_FILE });
      symlinkSync(join(elsewhere.folder, 'm.json'), join(given.folder, uri));
    }
    expect(await given.codes('--write')).toContain('M: definition-unread');
    expect(given.changed).toEqual(['template.yaml']);
  });

  test('that is gone later keeps its machine as it is, traced and not', async () => {
    const given = new Project({ 'template.yaml': templateWith(machine('M', 'm.json')), 'm.json': JSON_FILE });
    await given.transform('--write');
    const [template, definition] = [given.read('template.yaml') ?? '', given.read('m.json') ?? ''];
    given.write('m.json', '{');
    expect(await given.codes('--write')).toContain('M: update-skipped');
    expect(await given.codes('--write', '--remove')).toContain('M: removal-skipped');
    given.write('template.yaml', template);
    given.write('m.json', definition);
    await given.transform('--write', '--remove');
    expect(given.changed).toEqual([]);
  });

  test('that could not be restored stays, with its template', async () => {
    const spelled = JSON_FILE.replace('"Payload.$": "$"', '"Payload.$": "\\u0024"');
    const given = new Project({ 'template.yaml': templateWith(machine('M', 'm.json')), 'm.json': spelled });
    expect(await given.codes('--write')).toContain('template.yaml: file-not-editable');
    expect(given.changed).toEqual([]);
  });

  test('that cannot be written leaves its template unwritten too, and is named', async () => {
    const given = new Project({ 'template.yaml': '', 'm.json': JSON_FILE });
    // The longest path that Linux takes, in which there is no room for the name of the file that replaces this one.
    const room = 4095 - '/m.json'.length - given.folder.length - 1;
    const way = 'd'.repeat(room).replace(/(.{200})./g, '$1/');
    const uri = `${way.replace(/\/$/, '')}/m.json`;
    given.write(uri, JSON_FILE);
    given.write('template.yaml', templateWith(machine('N', 'm.json'), machine('M', uri)));
    const { code, out, err } = await given.transform('--write');
    expect(code).toBe(1);
    expect(out + err).toContain(uri);
    expect(given.read('template.yaml')).toBe(templateWith(machine('N', 'm.json'), machine('M', uri)));
    expect([given.read('m.json'), given.read(uri)]).toEqual([JSON_FILE, JSON_FILE]);
  });

  test('stays where the template is written elsewhere', async () => {
    const given = new Project({ 'template.yaml': templateWith(machine('M', 'm.json')), 'm.json': JSON_FILE });
    await given.transform('-o', 'traced.yaml');
    expect(given.changed).toEqual([]);
  });
});

const spellings = fc.constantFrom<(definition: unknown) => string>(
  (definition) => JSON.stringify(definition),
  (definition) => `${JSON.stringify(definition, undefined, 2)}\n`,
  (definition) => JSON.stringify(definition, undefined, '\t').replaceAll('\n', '\r\n'),
  (definition) => stringify(definition),
  (definition) => stringify(definition, { defaultStringType: 'QUOTE_SINGLE', indent: 4 }),
  (definition) => stringify(definition, { collectionStyle: 'flow' }),
);

describe('Random definitions in files', () => {
  test('are restored byte for byte', () => {
    const given = new Project({ 'template.json': '' });
    const template = join(given.folder, 'template.json');
    const request = requestFor(
      {
        apiKeySecretArn: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:dd',
        traceStateMachines: true,
        mergeStateMachineTraces: true,
      } as any,
      'us-east-1',
      'datadog',
    );
    fc.assert(
      fc.property(machines, spellings, (definition, spell) => {
        const text = spell(definition);
        given.write('m', text);
        const files = () => new DefinitionFiles(given.folder);
        const run = (value: any, isRemoval = false) => {
          const at = files();
          const definitionAt = at.nextTo(template);
          const done = isRemoval
            ? untransform(value, { definitionAt })
            : transform(value, { ...request, definitionAt });
          const edited = at.edited(done);
          if ('code' in edited) throw new Error(edited.code);
          for (const { after } of edited.texts) given.write('m', after);
          return { ...done, template: withFileLayouts(done.template, edited.layouts) };
        };
        const bare = {
          Resources: { M: { Type: 'AWS::Serverless::StateMachine', Properties: { DefinitionUri: 'm' } } },
        };
        const done = run(bare);
        expect(done.findings.filter(({ code }) => code === 'definition-unread')).toEqual([]);
        const traced = given.read('m');
        expect(done.machines[0]?.status.state).toBe('traced');
        run(done.template);
        expect(given.read('m')).toBe(traced);
        run(done.template, true);
        expect(given.read('m')).toBe(text);
      }),
      runs(100, 5),
    );
  });
});

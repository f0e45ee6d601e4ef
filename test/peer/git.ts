/** The peer runs git twice for each function; what it reads must not depend on where the tests run. Import this before the peer. */

jest.doMock('child_process', () => ({
  ...jest.requireActual<object>('child_process'),
  execSync: (command: string) => (command.includes('rev-parse') ? 'c0ffee0' : 'https://github.com/shop/shop.git'),
}));

export {};

import { spawnSync } from 'node:child_process'
import { chmod, copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { runCommand } from '../../src/cli/commands'
import { commandList } from '../../src/cli/command-list'

const project = resolve(__dirname, '../..')

describe('the command line', () => {
  const type = async (...words: string[]) => {
    const lines: string[] = []
    let isStarted = false
    const code = await runCommand(words, {
      version: '1.2.3',
      print: (line) => lines.push(line),
      startProgram: () => (isStarted = true),
    })
    return { code, told: lines.join('\n'), isStarted }
  }

  it('lists every command, and tells of each how it is typed', async () => {
    const { code, told } = await type('--help')
    expect(code).toBe(0)
    for (const name of Object.keys(commandList)) {
      expect(told).toContain(`  ${name} `)
      for (const words of [
        [name, '--help'],
        ['help', name],
        [name, '-h'],
      ])
        expect((await type(...words)).told).toContain(`taquilla ${name}`)
    }
    expect(await type()).toMatchObject({ code: 2, told: expect.stringContaining('rotate-key') })
  })

  it.each(['--version', '-v', 'version'])('tells its version: %s', async (typed) => {
    expect(await type(typed)).toMatchObject({ code: 0, told: '1.2.3' })
  })

  it.each([
    [['bakup'], 'There is no command “bakup”. Did you mean backup?'],
    [['rotatekey'], 'Did you mean rotate-key?'],
    [['conf'], 'Did you mean config?'],
    [['xyzzy'], 'There is no command “xyzzy”.\n'],
    [['constructor'], 'There is no command “constructor”.'],
    [['--help-me'], 'There is no command “--help-me”'],
    [['start', '--port', '3000'], 'taquilla start has no flag --port.'],
    [['start', 'now'], '“now” is one word too many.'],
    [['audit'], 'taquilla audit needs one of: verify, export.'],
    [['audit', 'verfy'], 'taquilla audit has no act “verfy”. Did you mean verify?'],
    [['audit', 'verify', '--dsk', 'a'], 'taquilla audit has no flag --dsk. Did you mean --desk?'],
    [['audit', 'verify', '--desk'], '--desk needs a value.'],
    [['audit', 'verify', '--constructor'], 'taquilla audit has no flag --constructor.'],
    [['audit', 'export'], 'taquilla audit export needs a file.'],
    [['config', 'diff'], 'taquilla config diff needs a file.'],
    [['config', 'apply', 'a', 'b'], '“b” is one word too many.'],
    [['restore', 'file', '--froce'], 'taquilla restore has no flag --froce. Did you mean --force?'],
    [['restore', 'file', '--force=yes'], '--force takes no value.'],
    [['backup'], 'taquilla backup needs a file.'],
    [['rotate-key', '-x'], 'taquilla rotate-key has no flag -x.'],
  ])('%j is answered with what is wrong, and what was probably meant', async (words, told) => {
    await expect(type(...words)).rejects.toThrow(told)
  })

  it('starts the program, and only that', async () => {
    expect(await type('start')).toEqual({ code: undefined, told: '', isStarted: true })
  })
})

describe('a checkout', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'taquilla-checkout-'))
    for (const each of ['src/cli', 'adapters', 'migrations', 'bench', 'node_modules/.bin'])
      await mkdir(join(folder, each), { recursive: true })
    await copyFile(join(project, 'src/cli/taquilla.js'), join(folder, 'src/cli/taquilla.js'))
    for (const file of ['tsconfig.json', 'tsconfig.build.json', 'src/one.ts', 'node_modules/.bin/tsc'])
      await writeFile(join(folder, file), '')
    await chmod(join(folder, 'node_modules/.bin/tsc'), 0o755)
    await writeBuild(`echo built >> builds && mkdir -p dist/src/cli && cp stand-in.js dist/src/cli/commands.js`)
    await writeFile(
      join(folder, 'stand-in.js'),
      'exports.runProcess = (version) => console.log(version, ...process.argv.slice(2))',
    )
  })
  afterEach(async () => rm(folder, { recursive: true }))
  const writeBuild = async (build: string) =>
    writeFile(join(folder, 'package.json'), JSON.stringify({ version: '1.2.3', scripts: { build } }))
  const run = (...args: string[]) => {
    const { stdout, stderr, status } = spawnSync(process.execPath, [join(folder, 'src/cli/taquilla.js'), ...args], {
      encoding: 'utf8',
    })
    return { stdout, stderr, status }
  }
  const builds = async () => (await readFile(join(folder, 'builds'), 'utf8').catch(() => '')).split('\n').length - 1

  it('is built when it is first run, and again only when a source changed, came or went', async () => {
    expect(run('backup', 'file').stdout).toBe('1.2.3 backup file\n')
    expect(run('audit').stderr).toBe('')
    expect(await builds()).toBe(1)
    await writeFile(join(folder, 'src/one.ts'), 'changed')
    run()
    expect(await builds()).toBe(2)
    await writeFile(join(folder, 'adapters/two.ts'), '')
    run()
    await rm(join(folder, 'adapters/two.ts'))
    run()
    run()
    expect(await builds()).toBe(4)
  })

  it('that cannot be built says so, and is tried again', async () => {
    await writeBuild('echo some.ts:1:1 it is wrong && exit 1')
    const failed = run()
    expect(failed).toMatchObject({ status: 2, stderr: expect.stringContaining('The build failed') })
    expect(failed.stderr).toContain('some.ts:1:1')
    expect(run().status).toBe(2)
  })

  it('without a compiler says what to do; an image, which has no sources, runs what was built', async () => {
    await rm(join(folder, 'node_modules/.bin/tsc'))
    expect(run()).toMatchObject({ status: 2, stderr: expect.stringContaining('npm ci') })
    await mkdir(join(folder, 'dist/src/cli'), { recursive: true })
    await copyFile(join(folder, 'stand-in.js'), join(folder, 'dist/src/cli/commands.js'))
    for (const each of ['tsconfig.json', 'tsconfig.build.json', 'adapters', 'migrations', 'bench'])
      await rm(join(folder, each), { recursive: true })
    expect(run('--version')).toEqual({ stdout: '1.2.3 --version\n', stderr: '', status: 0 })
  })
})

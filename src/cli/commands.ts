import type * as auditModule from './audit-command'
import type * as backupModule from './backup-command'
import type * as configModule from './config-command'
import type * as restoreModule from './restore-command'
import type * as rotateModule from './rotate-key-command'
import { lastWords } from '../run/for-people'
import { lazily } from '../platform'
import { keepFilesPrivate } from '../store/data-folder'
import { CommandFault, meant, parse, table, usageOf } from './command'
import { commandList, type CommandName } from './command-list'

type Print = (line: string) => void
/** Answers the exit code; undefined for one that goes on. */
type Run = (args: readonly string[], print: Print) => Promise<number | undefined>

const audit = lazily(() => require('./audit-command') as typeof auditModule)
const backup = lazily(() => require('./backup-command') as typeof backupModule)
const config = lazily(() => require('./config-command') as typeof configModule)
const restore = lazily(() => require('./restore-command') as typeof restoreModule)
const rotateKey = lazily(() => require('./rotate-key-command') as typeof rotateModule)

const runs = (startProgram: () => void): Readonly<Record<CommandName, Run>> => ({
  start: async (args) => {
    parse(commandList.start, args, 0)
    startProgram()
    return undefined
  },
  backup: async (args, print) => backup().runBackup(args, print),
  restore: async (args, print) => restore().runRestore(args, print),
  config: async (args, print) => config().runConfig(args, print),
  audit: async (args, print) => audit().runAudit(args, print),
  'rotate-key': async (args, print) => rotateKey().runRotateKey(args, print),
})

const names = Object.keys(commandList) as CommandName[]
const isCommand = (name: string): name is CommandName => names.includes(name as CommandName)

const help = `taquilla COMMAND [FLAGS]

${table(names.map((name) => [name, commandList[name].summary]))}

  --help, with or without a command; --version
Settings are environment variables, such as DATA_DIR and DATABASE_URL: see docs/configuration.md.`

const helpWith = ['--help', '-h', 'help']

/** Runs what was typed after `taquilla`. Throws CommandFault for what is no command, or none of its flags. */
export const runCommand = async (
  typed: readonly string[],
  { version, print, startProgram }: { version: string; print: Print; startProgram: () => void },
): Promise<number | undefined> => {
  const [name = '--help', ...args] = typed
  if (['--version', '-v', '-V', 'version'].includes(name)) return (print(version), 0)
  if (helpWith.includes(name)) {
    const [about] = args
    print(about !== undefined && isCommand(about) ? usageOf(commandList[about]) : help)
    return typed.length === 0 ? 2 : 0
  }
  if (!isCommand(name)) throw new CommandFault(`There is no command “${name}”.${meant(name, names)}\n\n${help}`)
  if (args.includes('--help') || args.includes('-h')) {
    print(`${commandList[name].summary}\n${usageOf(commandList[name])}`)
    return 0
  }
  return runs(startProgram)[name](args, print)
}

/** The process of a command line: ends it with the command's code, or with 2 and the reason. */
export const runProcess = (version: string, startProgram: () => void): void => {
  keepFilesPrivate()
  const print: Print = (line) => void process.stdout.write(`${line}\n`)
  runCommand(process.argv.slice(2), { version, print, startProgram }).then(
    (code) => {
      if (code !== undefined) process.exit(code)
    },
    (error: unknown) => {
      process.stderr.write(`${lastWords(error)}\n`)
      process.exit(2)
    },
  )
}

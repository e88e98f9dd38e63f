import type { Command } from './command'

const desk = { desk: { type: 'string', does: 'the desk, by its name or id, where there are several' } } as const

/** Every command there is, as its help tells it; `commands.ts` says what each runs. */
export const commandList = {
  start: {
    name: 'start',
    summary: 'runs the help desk until it is told to stop (Ctrl+C, SIGTERM)',
    ways: [{ typed: '', does: 'what it is told, it is told by environment variables: see docs/configuration.md' }],
    flags: {},
  },
  backup: {
    name: 'backup',
    summary: 'writes the embedded database to a file, while the program runs or not',
    ways: [{ typed: 'FILE', does: 'as it stands at one moment; keep the master key too, and apart from it' }],
    flags: {},
  },
  restore: {
    name: 'restore',
    summary: 'puts a backup back, into an empty DATA_DIR',
    ways: [{ typed: 'FILE', does: 'all of it or nothing; stop the program first' }],
    flags: { force: { type: 'boolean', does: 'what is in the database goes' } },
  },
  config: {
    name: 'config',
    summary: 'writes, compares and applies what admins have set, as a file',
    ways: [
      { typed: 'export [FILE]', does: 'writes the configuration to FILE, or to the terminal' },
      { typed: 'diff FILE', does: 'tells what FILE would change; ends with 1 when it would' },
      { typed: 'apply FILE', does: 'makes the changes: all of them, or none when the file has a fault' },
    ],
    acts: ['export', 'diff', 'apply'],
    flags: desk,
  },
  audit: {
    name: 'audit',
    summary: 'checks and writes the trail of who did what',
    ways: [
      { typed: 'verify', does: 'tells what was altered, taken out or put in; ends with 1 when anything was' },
      { typed: 'export FILE', does: 'writes the trail of a desk to FILE, a JSON object a line' },
    ],
    acts: ['verify', 'export'],
    flags: {
      ...desk,
      head: { type: 'string', does: 'with verify: the mac of a row that you wrote down, which must still be there' },
    },
  },
  'rotate-key': {
    name: 'rotate-key',
    summary: 'puts everything that is sealed under a new master key, while the program runs',
    ways: [{ typed: '', does: 'broken off, run it again' }],
    flags: {
      lost: {
        type: 'boolean',
        does: 'the old key is lost for good: give up what is sealed under it, and begin with the one that is there',
      },
    },
  },
} as const satisfies Readonly<Record<string, Command>>

export type CommandName = keyof typeof commandList

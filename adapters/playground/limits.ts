import type { Limits } from '../../src/platform'

/** This network is as generous as its page can draw well. */
export const limits: Limits = {
  text: 8000,
  card: {
    title: 200,
    text: 4000,
    fields: 20,
    fieldValue: 500,
    blocks: 30,
    row: 8,
    rows: 6,
    label: 60,
    choices: 100,
    total: 16_000,
  },
  actionId: 4000,
  form: { title: 120, fields: 20, label: 120, text: 4000, choices: 100 },
  private: 'anywhere',
  commands: 'anywhere',
  edits: true,
  deletes: true,
  reactions: true,
  typing: true,
  threads: true,
  replies: true,
  hears: { typing: true, replies: true },
  files: { size: 10 * 1024 * 1024, count: 10, where: 'anywhere' },
  persona: 'native',
  // The log remembers every key for ever.
  unclear: { by: 'key', for: Number.MAX_SAFE_INTEGER },
  pace: [],
  identity: 'proven',
  keepsWords: true,
  unpaced: ['open', 'settle'],
}

export const fileLimit = limits.files === 'none' ? 0 : limits.files.size
export const fileCount = limits.files === 'none' ? 0 : limits.files.count

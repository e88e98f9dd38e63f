import type { Limits } from '../../src/platform'

/** Limits by Slack's documentation, for what this adapter sends. */
export const limits: Limits = {
  text: 3000,
  card: {
    title: 150,
    text: 3000,
    fields: 10,
    // A field is one text of 2,000 with its label.
    fieldValue: 1900,
    // 50 in a message: the title, the mentions and a margin are the adapter's own.
    blocks: 46,
    row: 25,
    rows: 46,
    label: 75,
    choices: 100,
    // Slack refuses messages whose blocks hold more than 13,200 characters (msg_blocks_too_long).
    total: 10_000,
  },
  actionId: 2000,
  form: { title: 24, fields: 97, label: 75, text: 3000, choices: 100 },
  private: 'anywhere',
  commands: 'outside-threads',
  edits: true,
  deletes: true,
  reactions: true,
  typing: false,
  threads: true,
  replies: false,
  hears: { typing: false, replies: false },
  // 1 GB a file (Slack Help, “Add files to Slack”), 10 in a message; each is uploaded by itself, so that there is no total.
  files: { size: 1_000_000_000, count: 10, where: 'anywhere' },
  persona: 'native',
  unclear: { by: 'look' },
  pace: [{ sends: 1, per: 1000 }],
  identity: 'proven',
  keepsWords: false,
  unpaced: ['open', 'settle'],
}

/** A select carries its action in `action_id`, which is shorter than a button's value. */
export const selectActionId = 250
export const longestChoice = 150
/** `private_metadata` of a view. */
export const longestMetadata = 3000

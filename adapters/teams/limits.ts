import type { Limits } from '../../src/platform'

/** The bot's budget for one card. Teams takes 28 KB by its documentation, and counts the envelope too. */
export const cardBytes = 27_000

/** Largest file that goes through a consent card: one PUT to the person's OneDrive. */
export const fileLimit = 25 * 1024 * 1024

/** Lengths are bytes of what is printed (`measure`), a little over what Teams counts, so nothing that fits is refused. */
export const limits: Limits = {
  text: 16_000,
  card: {
    title: 200,
    text: 4000,
    fields: 12,
    fieldValue: 800,
    blocks: 20,
    row: 5,
    rows: 6,
    label: 60,
    choices: 60,
    total: 16_000,
  },
  actionId: 400,
  form: { title: 100, fields: 15, label: 120, text: 4000, choices: 100 },
  // A bot's channel post is for everybody: one person alone is answered in the client's own reply to a click.
  private: 'interaction',
  commands: 'anywhere',
  edits: true,
  deletes: true,
  reactions: false,
  typing: true,
  threads: true,
  replies: false,
  hears: { typing: true, replies: true },
  // Each goes by a consent card of its own.
  files: { size: fileLimit, count: 1, where: 'direct' },
  persona: 'prefix',
  // No send of the connector carries a key, and no call reads a conversation's messages.
  unclear: { by: 'none' },
  // Per bot and conversation: learn.microsoft.com, "Optimize your bot with rate limiting".
  pace: [
    { sends: 7, per: 1000 },
    { sends: 8, per: 2000 },
    { sends: 60, per: 30_000 },
    { sends: 1800, per: 3_600_000 },
  ],
  identity: 'proven',
  keepsWords: false,
  unpaced: ['open', 'settle'],
}

import type { Limits } from '../../src/platform'

/** Discord's own figure for a message's `content`. */
export const contentLimit = 2000
/** Of all the texts in a message made of components. */
export const componentTextLimit = 4000
export const fileLimit = 10 * 1024 * 1024
/** Discord takes 25 MiB a request (Reference, “Uploading Files”); what is said beside the files and the borders between them are part of it. */
const requestLimit = 25 * 1024 * 1024
const envelope = 128 * 1024
export const choiceLimit = 25
export const buttonLabel = 80
export const modalFields = 5
/** An interaction must be answered within 3 s: after this many ms it is deferred. */
export const deferAfter = 2000
/** A modal or a list of choices cannot be deferred. */
export const answerWithin = 2600

const common: Omit<Limits, 'persona' | 'unclear'> = {
  // The rest of the 2,000 is for mentions and for a name with characters to escape.
  text: 1900,
  card: {
    title: 200,
    text: 3400,
    fields: 25,
    fieldValue: 1000,
    // 4 rows of 5 buttons, 6 texts, the container, the title and 8 files make 40 components.
    blocks: 10,
    row: 5,
    rows: 4,
    label: buttonLabel,
    choices: choiceLimit,
    total: 3400,
  },
  // `custom_id` has 100, of which interactions-id.ts takes 2.
  actionId: 98,
  form: { title: 45, fields: modalFields, label: 45, text: 4000, choices: choiceLimit },
  private: 'interaction',
  commands: 'anywhere',
  edits: true,
  deletes: true,
  reactions: true,
  typing: true,
  threads: true,
  replies: true,
  hears: { typing: true, replies: true },
  files: { size: fileLimit, count: 8, total: requestLimit - envelope, where: 'anywhere' },
  pace: [{ sends: 5, per: 5000 }],
  identity: 'proven',
  keepsWords: false,
  unpaced: [],
  // Buckets are per method and channel: a PATCH is not counted with the POSTs.
  editPace: [{ sends: 5, per: 5000 }],
}

/** Time for which Discord knows a nonce: minutes, it does not say how many. */
const nonceMs = 120_000

export const limitsFor = (persona: 'prefix' | 'webhook'): Limits =>
  persona === 'prefix'
    ? { ...common, persona: 'prefix', unclear: { by: 'key', for: nonceMs } }
    : // Webhooks take no nonce, so nothing may be sent again unseen.
      { ...common, persona: 'native', unclear: { by: 'look' } }

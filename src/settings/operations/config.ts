import { createHash } from 'node:crypto'
import { z } from 'zod'
import { choice, fieldOf, file as fileField, longText } from '../../core/fields'
import { bytesOf } from '../../core/needs'
import { defineOperation } from '../../core/operation'
import type { Actor } from '../../model/person'
import {
  clip,
  closing,
  cut,
  paragraph,
  say,
  type Answer,
  type Block,
  type Button,
  type FileRef,
  type RichText,
} from '../../platform'
import { Refusal } from '../../core/refusal'
import { documentId } from '../../store/document-rows'
import type { Tx } from '../../core/tx'
import { words } from '../../core/words'
import { formatChange } from '../compare'
import { applyImport, planImport, stateOf, type Import } from '../import-file'
import { formatFault } from '../read-file'
import type { Section } from '../../core/section'
import { readItems, writeFile } from '../write-file'

const mostLines = 25
const longestLine = 200
/** Length that a Slack field holds; more comes as a file. */
const longestText = 3000

/** A document's id, and the state of the desk that its changes were shown against. */
const plan = fieldOf(z.string().regex(/^[0-9a-f-]{36}\.[0-9a-f]{16}$/, 'fault.choice'), {
  field: 'text',
  maxLength: 53,
  isHidden: true,
})

/** The desk's configuration as a file: to take along, to change, and to bring back once its changes were seen. */
export const config = defineOperation({
  name: 'config',
  command: 'desk',
  by: 'admin',
  input: z.object({
    do: choice(['export', 'import'] as const, 'config'),
    file: fileField.optional(),
    plan: plan.optional(),
    text: longText(longestText).optional(),
  }),
  needs: {
    given: ['file'],
    read: async (_tx, { do: what, file, plan: seen }) =>
      file === undefined || seen !== undefined || what === 'export' ? [] : [bytesOf(file)],
  },
  run: async (tx, input, admin) => {
    if (input.plan !== undefined) return confirmed(tx, tx.registered.sections, input.plan, admin)
    if (input.do === 'export') return exported(tx, tx.registered.sections, admin)
    const text = input.file === undefined ? input.text : decoded(tx, input.file)
    return text === undefined || text.trim() === ''
      ? importForm(tx)
      : proposed(tx, tx.registered.sections, unfenced(text))
  },
})

const fileName = (tx: Tx) => `${cut(tx.desk.name.replaceAll(/[^\p{L}\p{N}]+/gu, '-'), 60) || 'desk'}.yaml`

/** As a file to the admin alone. */
const exported = async (tx: Tx, sections: readonly Section[], admin: Actor): Promise<Answer> => {
  const text = await exportText(tx, sections)
  await send(tx, admin, fileName(tx), 'application/yaml', text, words(tx.speaks, 'config.file', { name: tx.desk.name }))
  tx.audit(admin.id, 'config', 'exported')
  return tx.say('config.exported')
}

export const exportText = async (tx: Tx, sections: readonly Section[]): Promise<string> =>
  writeFile(await readItems(tx, sections), sections, tx.words('settings.header'))

const send = async (tx: Tx, admin: Actor, name: string, type: string, text: string, about: string) => {
  const file = await tx.documents.keep(name, type, Buffer.from(text))
  tx.outbox.say(admin.user, { text: say(about), files: [file] }, { key: `document:${file.id}` })
}

const decoded = (tx: Tx, file: FileRef): string => {
  const bytes = tx.answerOf(bytesOf(file))
  if (bytes === undefined) throw new Refusal('no-such-file', { name: clip(file.name, 80) }, 'file')
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new Refusal('not-text', { name: clip(file.name, 80) }, 'file')
  }
}

/** Pasted as a code block, as people do. */
const unfenced = (text: string): string => /^\s*```[a-z]*\n([\s\S]*?)\n?```\s*$/.exec(text)?.[1] ?? text

/** A form can be the first answer alone: a button opens it, on every network. */
const importForm = (tx: Tx): Answer => {
  const text = say(words(tx.speaks, 'config.intro'))
  const title = words(tx.speaks, 'operation.config.title')
  const button: Button = {
    kind: 'button',
    label: words(tx.speaks, 'config.look'),
    style: 'primary',
    operation: 'config',
    input: { do: 'import' },
    opensForm: true,
  }
  const blocks: Block[] = [
    { kind: 'text', text },
    { kind: 'controls', controls: [button] },
  ]
  return tx.answer({ text, card: { title, tone: 'neutral', blocks } })
}

const stamp = async (tx: Tx, sections: readonly Section[]): Promise<string> =>
  createHash('sha256')
    .update(stateOf(await readItems(tx, sections)))
    .digest('hex')
    .slice(0, 16)

/** The changes in words, and a button that makes them. */
const proposed = async (tx: Tx, sections: readonly Section[], text: string, isAnew = false): Promise<Answer> => {
  const found = await planImport(tx, sections, text, tx.speaks)
  if (found.faults.length > 0)
    return told(
      tx,
      'config.faults',
      found.faults.map((fault) => formatFault(tx.speaks, fault)),
    )
  if (found.changes.length === 0) return tx.say('config.same')
  const { id } = await tx.documents.keep(fileName(tx), 'application/yaml', Buffer.from(text))
  return withButton(tx, found, `${documentId({ id } as FileRef)}.${await stamp(tx, sections)}`, isAnew)
}

const listed = (tx: Tx, lines: readonly string[]): RichText => [
  { kind: 'list', ordered: false, items: lines.slice(0, mostLines).map((line) => say(clip(line, longestLine))) },
  ...(lines.length > mostLines
    ? [paragraph(words(tx.speaks, 'config.more', { count: lines.length - mostLines }))]
    : []),
]

const told = (tx: Tx, key: 'config.faults', lines: readonly string[]): Answer =>
  tx.answer({ text: [paragraph(words(tx.speaks, key, { count: lines.length })), ...listed(tx, lines)] })

const withButton = (tx: Tx, { changes }: Import, planned: string, isAnew: boolean): Answer => {
  const title = words(tx.speaks, isAnew ? 'config.proposed-anew' : 'config.proposed', { count: changes.length })
  const text = listed(
    tx,
    changes.map((change) => formatChange(tx.speaks, change)),
  )
  return tx.answer({
    text: [paragraph(title), ...text],
    card: {
      title,
      tone: 'neutral',
      blocks: [
        { kind: 'text', text },
        {
          kind: 'controls',
          controls: [
            {
              kind: 'button',
              label: words(tx.speaks, 'config.confirm'),
              style: 'primary',
              operation: 'config',
              input: { do: 'import', plan: planned },
            },
          ],
        },
      ],
    },
  })
}

/** Makes the changes that were shown; those of a desk that changed meanwhile are shown anew. */
const confirmed = async (tx: Tx, sections: readonly Section[], planned: string, admin: Actor): Promise<Answer> => {
  const [id = '', seen] = planned.split('.')
  const bytes = await tx.documents.read(id)
  if (bytes === undefined) throw new Refusal('plan-forgotten')
  await tx.holdSettings()
  const text = bytes.toString('utf8')
  const state = await stamp(tx, sections)
  const found = await planImport(tx, sections, text, tx.speaks)
  if (found.faults.length === 0 && found.changes.length === 0) return tx.say('config.same')
  if (found.faults.length > 0 || state !== seen) return proposed(tx, sections, text, true)
  await applyImport(tx, sections, found)
  tx.audit(admin.id, 'config', 'imported')
  return closing(tx.say('config.done', { count: found.changes.length }))
}

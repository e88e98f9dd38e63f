import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { platform as definition } from '../../../adapters/playground/definition'
import { placeRef, postRef, userRef } from '../../../adapters/playground/refs'
import { toInbound, type Happening } from '../../../adapters/playground/inbound'
import { emptyState, fold, type Fact } from '../../../adapters/playground/network'
import { limits } from '../../../adapters/playground/limits'
import { lengthOf, type Block, type Card, type Content } from '../../../src/platform'
import {
  platformContract,
  type Acknowledged,
  type PlatformHarness,
  type SeenPost,
} from '../../contract/platform-contract'
import type { StubHost } from '../../support/stub-host'
import { playgroundClient, type AnswerView, type Done, type PostView, type Reply } from './client'

const bytesOf = async (url: string): Promise<Buffer> => Buffer.from(await (await fetch(url)).arrayBuffer())

const harness = async (host: StubHost): Promise<PlatformHarness> => {
  const folder = mkdtempSync(join(tmpdir(), 'playground-'))
  const platform = definition.create({ DATA_DIR: folder })
  const client = playgroundClient(host.url)
  let again: () => Promise<Acknowledged> = () => Promise.reject(new Error('nothing was said'))
  let ids = 0
  const acknowledged = ({ status, body }: Reply<Done>): Acknowledged => ({
    acknowledged: status === 200,
    ...(body.post && { post: postRef(body.post.id) }),
    ...(body.answer && answerOf(body.answer)),
  })
  const does = async (method: string, path: string, body: object): Promise<Acknowledged> =>
    acknowledged(await client.call(method, path, body))
  const seen = async (post: PostView): Promise<SeenPost> => ({
    ref: postRef(post.id),
    text: post.text,
    controls: post.buttons.map((button) => button.label),
    files: await Promise.all(post.files.map(async ({ name, url }) => ({ name, bytes: await bytesOf(host.url + url) }))),
    ...(post.replyTo && { replyTo: postRef(post.replyTo.id) }),
    reactions: post.reactions.filter(({ by }) => by.includes('desk')).map(({ emoji }) => emoji),
  })

  return {
    platform,
    channel: placeRef('help'),
    customer: userRef('ana'),
    agent: userRef('bo'),
    posts: async (place, viewer) => Promise.all((await client.posts(place.id, viewer?.id)).map(seen)),
    async says(as, place, text, { replyTo, file } = {}) {
      const kept =
        file &&
        (await client.call<{ id: string }>('POST', `files?name=${file.name}`, file.bytes, {
          'content-type': file.type,
        }))
      const message = {
        as: as.id,
        place: place.id,
        text,
        id: `m${++ids}`,
        ...(replyTo && { replyTo: replyTo.id }),
        ...(kept && { files: [kept.body.id] }),
      }
      again = () => does('POST', 'messages', message)
      return again()
    },
    edits: (as, post, text) => does('PUT', `posts/${post.id}`, { as: as.id, text }),
    deletes: (as, post) => does('DELETE', `posts/${post.id}`, { as: as.id }),
    reacts: (as, post, emoji, added) => does('POST', `posts/${post.id}/reactions`, { as: as.id, emoji, added }),
    async presses(as, place, post, label) {
      const shown = (await client.posts(place.id, as.id)).find((one) => one.id === post.id)
      const button = shown?.buttons.find((one) => one.label === label)
      if (button?.kind !== 'button') throw new Error(`there is no button ${label}`)
      const act = { as: as.id, place: place.id, operation: button.operation, input: button.input }
      if (!button.opensForm) return does('POST', 'invoke', { ...act, on: post.id })
      const { status, body } = await client.call<AnswerView>('POST', 'ask', { ...act, kind: 'form' })
      return { acknowledged: status === 200, ...answerOf(body) }
    },
    submits: (as, place, form, values) =>
      does('POST', 'invoke', {
        as: as.id,
        place: place.id,
        operation: form.operation,
        input: { ...form.hidden, ...values },
      }),
    commands: (as, place, words) => does('POST', 'invoke', { as: as.id, place: place.id, command: `/ticket ${words}` }),
    redelivers: () => again(),
    link: ({ id }) => id,
    nowhere: { place: placeRef('help.p-00'), post: postRef('p-00') },
    samples: resolve(__dirname, '../../../adapters/playground/samples'),
    inbound(native) {
      const { facts, happening } = native as { facts: readonly Fact[]; happening: Happening }
      const state = emptyState()
      facts.forEach((fact, at) => fold(state, fact, at))
      return toInbound(happening, state)
    },
    breaches,
    open: async () => ((await client.call('GET', 'people')).status === 503 ? [] : ['it still answers']),
    close: async () => rmSync(folder, { recursive: true, force: true }),
  }
}

const answerOf = (answer: AnswerView): Pick<Acknowledged, 'answer'> => {
  if (answer.kind === 'private') return { answer: { kind: 'private', text: answer.post.text } }
  if (answer.kind === 'form') return { answer: { kind: 'form', fields: answer.form.fields.map(({ name }) => name) } }
  return answer.kind === 'invalid' ? { answer } : {}
}

const breaches = ({ text, card, files = [] }: Content): readonly string[] => {
  if (limits.files === 'none') throw new Error('the playground takes files')
  return [
    ...(lengthOf(text) > limits.text ? ['the text is too long'] : []),
    ...(files.length > limits.files.count ? ['there are too many files'] : []),
    ...(card ? cardBreaches(card) : []),
  ]
}
const cardBreaches = ({ title, blocks }: Card): readonly string[] => [
  ...(title.length > limits.card.title ? ['the title is too long'] : []),
  ...(blocks.length > limits.card.blocks ? ['there are too many blocks'] : []),
  ...(blocks.filter(({ kind }) => kind === 'controls').length > limits.card.rows ? ['there are too many rows'] : []),
  ...blocks.flatMap(blockBreaches),
]
const blockBreaches = (block: Block): readonly string[] => {
  if (block.kind === 'text' || block.kind === 'context')
    return lengthOf(block.text) > limits.card.text ? ['a text is too long'] : []
  if (block.kind === 'fields')
    return [
      ...(block.fields.length > limits.card.fields ? ['there are too many fields'] : []),
      ...(block.fields.some(({ value }) => value.length > limits.card.fieldValue) ? ['a value is too long'] : []),
    ]
  if (block.kind === 'divider') return []
  return [
    ...(block.controls.length > limits.card.row ? ['a row is too long'] : []),
    ...(block.controls.some(({ label }) => label.length > limits.card.label) ? ['a label is too long'] : []),
    ...(block.controls.some((one) => one.kind === 'select' && one.choices.length > limits.card.choices)
      ? ['there are too many choices']
      : []),
  ]
}

platformContract('the playground', harness)

import { encodePart, clipName } from '../../src/platform'
import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { amend, react, say, type, visit, withdraw } from './receive'
import { enter, known, placeAt } from './network-access'
import { toAnswerView } from './interactions-answer'
import { invoke } from './interactions'
import type { Session } from './session'
import { ApiError } from './connect-error'
import { placeRef, userRef, workspaceRef } from './refs'
import { completeLine, runCommand } from './commands'
import { readForm } from './forms-read'
import { readBody, readJson } from './connect-json'
import { fileLimit } from './limits'
import {
  askRequest,
  completeRequest,
  deleteRequest,
  editRequest,
  invokeRequest,
  localeRequest,
  messageRequest,
  placeRequest,
  reactionRequest,
} from './payload'
import { placesFor, standing, viewFile, viewPeople, viewPlace, viewPost, type Viewer } from './network-view'
import type { PlacePage, PlaceView } from './page/wire'

export interface Call {
  readonly session: Session
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly url: URL
  /** Part of the path that stands for `:id`. */
  readonly id: string
}
/** Handler whose result is sent as JSON; undefined when it has answered by itself. */
type Handler = (call: Call) => Promise<unknown>

/** Every request of the API. `:id` stands for one part of a path. */
export const endpoints: Readonly<Record<string, Handler>> = {
  'GET people': async ({ session }) => viewPeople(session.network.read()),
  'PUT people/:id': async ({ session, request, id }) => {
    const { locale } = await readJson(request, localeRequest)
    session.network.append({ fact: 'locale', person: known(id), locale })
    return viewPeople(session.network.read()).find((person) => person.id === id)
  },
  'GET operations': async ({ session }) => session.host.operations,
  'GET places': async ({ session, url }) => {
    const state = session.network.read()
    const viewer = viewerOf(url)
    return placesFor(state, viewer).flatMap<PlaceView>((room) => viewPlace(state, room, viewer) ?? [])
  },
  'GET places/:id': readPlacePage,
  'POST places/:id/open': async ({ session, request, id }) => {
    const { as } = await readJson(request, deleteRequest)
    await visit(session, { as: known(as), place: id })
    return {}
  },
  'POST messages': async ({ session, request }) => {
    const act = await readJson(request, messageRequest)
    if (act.text.trim() === '' && !act.files?.length)
      throw new ApiError(400, 'bad-request', 'text: a message needs words or a file')
    return say(session, { ...act, as: known(act.as) } as Parameters<typeof say>[1])
  },
  'PUT posts/:id': async ({ session, request, id }) => {
    const { as, text, id: event } = await readJson(request, editRequest)
    return amend(session, { as: known(as), post: id, text, ...(event && { id: event }) })
  },
  'DELETE posts/:id': async ({ session, request, id }) => {
    const { as, id: event } = await readJson(request, deleteRequest)
    return withdraw(session, { as: known(as), post: id, ...(event && { id: event }) })
  },
  'POST posts/:id/reactions': async ({ session, request, id }) => {
    const { as, emoji, added, id: event } = await readJson(request, reactionRequest)
    return react(session, { as: known(as), post: id, emoji, added, ...(event && { id: event }) })
  },
  'POST invoke': async ({ session, request }) => {
    const act = await readJson(request, invokeRequest)
    const by = { as: known(act.as), place: act.place, ...(act.id && { id: act.id }) }
    if ('command' in act) return runCommand(session, { ...by, line: act.command })
    const input = readForm(session, act.operation, act.input)
    return invoke(session, { ...by, operation: act.operation, input, ...(act.on && { on: act.on }) })
  },
  'POST ask': ask,
  'POST complete': async ({ session, request }) => {
    const question = await readJson(request, completeRequest)
    enter(session.network.read(), question.place, known(question.as))
    return completeLine(session, question)
  },
  'POST typing': async ({ session, request }) => {
    const { as, place } = await readJson(request, placeRequest)
    await type(session, { as: known(as), place })
    return {}
  },
  'POST files': async ({ session, request, url }) => {
    const name = clipName((url.searchParams.get('name') ?? '').replaceAll(/[\p{Cc}/\\]/gu, ''), 200)
    if (name === '') throw new ApiError(400, 'bad-request', 'Name the file: POST /playground/api/files?name=photo.png')
    const bytes = await readBody(request, fileLimit)
    const type = /^[\w.+-]+\/[\w.+-]+$/.exec(request.headers['content-type'] ?? '')?.[0] ?? 'application/octet-stream'
    return viewFile(await session.network.keepFile(name, type, bytes))[0]
  },
  'GET files/:id': sendFile,
}

const pageSize = 60

async function readPlacePage({ session, url, id }: Call): Promise<PlacePage> {
  const state = session.network.read()
  const viewer = viewerOf(url)
  const room = viewer === undefined || viewer === 'everybody' ? placeAt(state, id) : enter(state, id, viewer)
  const place = viewPlace(state, room, viewer)
  if (!place) throw new ApiError(404, 'unknown-place', `There is no place ${id}`)
  const posts = standing(state, room, viewer)
  const before = url.searchParams.get('before')
  const end = before === null ? posts.length : posts.findIndex((post) => post.id === before)
  if (end < 0) throw new ApiError(404, 'unknown-post', `There is no post ${before} in ${id}`)
  const limit = Math.min(Math.max(Number(url.searchParams.get('limit') ?? pageSize) || pageSize, 1), 1000)
  const start = Math.max(0, end - limit)
  return { place, posts: posts.slice(start, end).map((post) => viewPost(state, post, viewer)), earlier: start > 0 }
}

async function ask({ session, request }: Call): Promise<unknown> {
  const question = await readJson(request, askRequest)
  const { as, place, operation } = question
  const state = session.network.read()
  enter(state, place, known(as))
  const input = readForm(session, operation, question.input)
  const locale = state.locales.get(as) ?? 'en'
  const common = { operation, input, from: userRef(as), workspace: workspaceRef, place: placeRef(place), locale }
  if (question.kind === 'choices')
    return session.host.ask({ ...common, kind: 'choices', field: question.field, typed: question.typed })
  const answer = await session.host.ask({ ...common, kind: 'form' })
  return toAnswerView(session, `ask/${randomUUID()}`, as, place, answer)
}

async function sendFile({ session, response, id }: Call): Promise<undefined> {
  const file = viewFile(session.network.read().files.get(id))[0]
  const bytes = await session.network.openFile(id)
  if (!file || !bytes) throw new ApiError(404, 'unknown-file', `There is no file ${id}`)
  response.writeHead(200, {
    'content-type': file.picture ? file.type : 'application/octet-stream',
    'content-disposition': `${file.picture ? 'inline' : 'attachment'}; filename*=UTF-8''${encodePart(file.name)}`,
    'content-length': file.size,
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
    'cache-control': 'private, max-age=31536000, immutable',
  })
  bytes.on('error', () => response.destroy()).pipe(response)
  return undefined
}

/** `?as=`: a person, `everybody` (also what is shown to one alone), or nobody: what nobody is shown alone. */
export const viewerOf = (url: URL): Viewer => {
  const as = url.searchParams.get('as')
  return as === null || as === '' ? undefined : as === 'everybody' ? as : known(as)
}

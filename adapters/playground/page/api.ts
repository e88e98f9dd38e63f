import type {
  AnswerView,
  ChoiceView,
  Completion,
  ErrorView,
  FileView,
  InputView,
  OperationView,
  PersonView,
  PlacePage,
  PlaceView,
  PostView,
} from './wire.js'

/** Refusal by the server. `code` has a sentence in `words.ts`, or `message` stands. */
export class Failure extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message)
  }
}

const base = '/playground/api/'

const call = async <T>(method: string, path: string, body?: unknown, type = 'application/json'): Promise<T> => {
  const content = body === undefined ? undefined : type === 'application/json' ? JSON.stringify(body) : (body as Blob)
  const response = await fetch(base + path, {
    method,
    ...(content !== undefined && { body: content, headers: { 'content-type': type } }),
  }).catch(() => {
    throw new Failure('offline', 'No connection')
  })
  const answer = (await response.json().catch(() => ({}))) as T & Partial<ErrorView>
  if (response.ok) return answer
  throw new Failure(answer.error?.code ?? 'failed', answer.error?.message ?? response.statusText)
}

export interface Done {
  readonly answer: AnswerView
  readonly post?: PostView
}

const segment = encodeURIComponent

/** One id per act: sending it again after a lost answer does nothing twice. */
export const newId = (): string => crypto.randomUUID()

export const api = {
  people: () => call<readonly PersonView[]>('GET', 'people'),
  operations: () => call<readonly OperationView[]>('GET', 'operations'),
  setLocale: (person: string, locale: string) => call<PersonView>('PUT', `people/${segment(person)}`, { locale }),
  places: () => call<readonly PlaceView[]>('GET', 'places?as=everybody'),
  place: (id: string, before?: string) =>
    call<PlacePage>('GET', `places/${segment(id)}?as=everybody${before ? `&before=${segment(before)}` : ''}`),
  open: (as: string, place: string) => call('POST', `places/${segment(place)}/open`, { as }),
  say: (message: { as: string; place: string; text: string; files: readonly string[]; replyTo?: string; id: string }) =>
    call<Done>('POST', 'messages', message),
  edit: (as: string, post: string, text: string) =>
    call<Done>('PUT', `posts/${segment(post)}`, { as, text, id: newId() }),
  remove: (as: string, post: string) => call<Done>('DELETE', `posts/${segment(post)}`, { as, id: newId() }),
  react: (as: string, post: string, emoji: string, added: boolean) =>
    call<Done>('POST', `posts/${segment(post)}/reactions`, { as, emoji, added, id: newId() }),
  invoke: (act: { as: string; place: string; operation: string; input: InputView; on?: string; id: string }) =>
    call<Done>('POST', 'invoke', act),
  command: (act: { as: string; place: string; command: string; id: string }) => call<Done>('POST', 'invoke', act),
  form: (as: string, place: string, operation: string, input: InputView) =>
    call<AnswerView>('POST', 'ask', { kind: 'form', as, place, operation, input }),
  choices: (as: string, place: string, operation: string, input: InputView, field: string, typed: string) =>
    call<readonly ChoiceView[]>('POST', 'ask', { kind: 'choices', as, place, operation, input, field, typed }),
  complete: (as: string, place: string, line: string, cursor: number) =>
    call<Completion>('POST', 'complete', { as, place, line, cursor }),
  typing: (as: string, place: string) => call('POST', 'typing', { as, place }),
  upload: (file: File) =>
    call<FileView>('POST', `files?name=${segment(file.name)}`, file, file.type || 'application/octet-stream'),
}

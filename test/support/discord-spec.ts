import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { compileFunction } from 'node:vm'
import { transformSync } from '@swc/core'

interface Schema {
  safeParse(value: unknown): {
    success: boolean
    data?: unknown
    error?: { issues: readonly { path: readonly PropertyKey[]; message: string }[] }
  }
}

/** The package is an ES module that does not say so, which nobody here can load as it is. */
const loadSpec = (): Readonly<Record<string, Schema>> => {
  const source = readFileSync(
    join(__dirname, '../../node_modules/discord-api-spec/build/discord-api-spec.zod.js'),
    'utf8',
  )
  const { code } = transformSync(source, { module: { type: 'commonjs' }, jsc: { target: 'es2022' } })
  const exports: Record<string, Schema> = {}
  compileFunction(code, ['require', 'exports'])(require, exports)
  return exports
}
export const spec = loadSpec()

/** Schemas of the official specification that the body of a request must keep to. */
const schemas: readonly (readonly [string, RegExp, string])[] = [
  ['POST', /^\/channels\/\d+\/messages$/, 'MessageCreateRequestSchema'],
  ['PATCH', /^\/channels\/\d+\/messages\/\d+$/, 'MessageEditRequestPartialSchema'],
  ['POST', /^\/channels\/\d+\/messages\/\d+\/threads$/, 'CreateTextThreadWithMessageRequestSchema'],
  ['POST', /^\/channels\/\d+\/threads$/, 'CreateTextThreadWithoutMessageRequestSchema'],
  ['PATCH', /^\/channels\/\d+$/, 'UpdateThreadRequestPartialSchema'],
  ['POST', /^\/users\/@me\/channels$/, 'CreatePrivateChannelRequestSchema'],
  ['POST', /^\/webhooks\/\d+\/[\w-]+$/, 'IncomingWebhookRequestPartialSchema'],
  ['PATCH', /^\/webhooks\/\d+\/[\w-]+\/messages\/\d+$/, 'IncomingWebhookUpdateRequestPartialSchema'],
]
const callbacks: Readonly<Record<number, string>> = {
  4: 'CreateMessageInteractionCallbackRequestSchema',
  5: 'CreateMessageInteractionCallbackRequestSchema',
  6: 'UpdateMessageInteractionCallbackRequestSchema',
  7: 'UpdateMessageInteractionCallbackRequestSchema',
  8: 'ApplicationCommandAutocompleteCallbackRequestSchema',
  9: 'ModalInteractionCallbackRequestSchema',
}

const against = (name: string, body: unknown): readonly string[] => {
  const schema = spec[name]
  if (!schema) return [`the specification has no ${name}`]
  const { success, data, error } = schema.safeParse(body)
  if (!success) return error?.issues.map(({ path, message }) => `${name}: ${path.join('.')}: ${message}`) ?? [name]
  // The schemas let unknown keys pass by leaving them out: nothing of ours may be unknown.
  return isDeepStrictEqual(JSON.parse(JSON.stringify(data)), body)
    ? []
    : [`${name}: something in it is unknown to the specification`]
}

/** Faults that the official specification finds in a request's body. */
export const specFaults = (method: string, path: string, body: unknown): readonly string[] => {
  if (method === 'PUT' && /^\/applications\/\d+\/commands$/.test(path))
    return (body as readonly unknown[]).flatMap((command) => against('ApplicationCommandUpdateRequestSchema', command))
  if (path.endsWith('/callback')) return against(callbacks[(body as { type: number }).type] ?? 'none', body)
  const found = schemas.find(([verb, pattern]) => verb === method && pattern.test(path))
  return found ? against(found[2], body) : []
}

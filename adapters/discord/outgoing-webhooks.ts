import { cut } from '../../src/platform'
import type { Memory, Persona } from '../../src/platform'
import type { Api } from './outgoing-call'

export interface Webhook {
  readonly id: string
  readonly token: string
}
interface Listed {
  readonly id: string
  readonly token?: string
  readonly application_id?: string | null
}

/** The desk's webhook of each channel: what is sent through it bears the agent's own name. Throws DeliveryFailure. */
export const createWebhooks = (api: Api, memory: Memory, application: string) => {
  const find = async (channel: string): Promise<Webhook> => {
    const all = await api.call<readonly Listed[]>('GET', `/channels/${channel}/webhooks`)
    const own = all.find((one) => one.application_id === application && one.token !== undefined)
    const { id, token = '' } =
      own ?? (await api.call<Listed>('POST', `/channels/${channel}/webhooks`, { body: { name: 'Taquilla' } }))
    await memory.put(channel, { id, token }, { secret: true })
    return { id, token }
  }
  return {
    /** `channel`: the one that a thread hangs in, for a thread. */
    of: async (channel: string): Promise<Webhook> =>
      ((await memory.get(channel)) as Webhook | undefined) ?? (await find(channel)),
    known: async (channel: string): Promise<Webhook | undefined> => (await memory.get(channel)) as Webhook | undefined,
    /** It was deleted: the next send makes another. */
    forget: (channel: string) => memory.delete(channel),
  }
}
export type Webhooks = ReturnType<typeof createWebhooks>

/** Discord refuses names with its own in them, and names of more than 80 characters. */
export const asWebhook = ({ name, picture }: Persona) => ({
  username: cut(
    (name.trim() || '…').replaceAll(
      /(d)(iscord)|(c)(lyde)/gi,
      (_, a = '', b = '', c = '', d = '') => `${a}${c}\u200b${b}${d}`,
    ),
    80,
  ),
  ...(picture?.startsWith('https://') && { avatar_url: picture }),
})

import type { Networks } from './child'
import { startDiscordApi } from './discord'
import { startSlackApi } from './slack'

/** While both networks are there to connect to. */
export const onNetworks = async <T>(work: (networks: Networks) => Promise<T>): Promise<T> => {
  const [slack, discord] = await Promise.all([startSlackApi(), startDiscordApi()])
  try {
    return await work({ slack: slack.url, discord: discord.url })
  } finally {
    await Promise.all([slack.close(), discord.close()])
  }
}

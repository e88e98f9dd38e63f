import type { APIChannel, APIUser } from 'discord.js'
import { DeliveryFailure, type Platform, type UserRef } from '../../src/platform'
import type { Calls } from './outgoing-body'
import { channelOf, nameOf } from './directory-known'
import { groupRef, placeRef, platformName, readAnswer, readPlace, userRef } from './refs'
import { ephemeral } from './render'

type Directory = Pick<Platform, 'direct' | 'whisper' | 'typing' | 'profile' | 'members' | 'group'>

/** Calls that concern one person: direct messages, private answers, who somebody is. */
export const createDirectory = ({ running, call, bodyFor, checkLength }: Calls): Directory => {
  const direct: Directory['direct'] = async (to) => placeRef({ channel: await directChannel(to) })
  const directChannel = async ({ platform, id }: UserRef): Promise<string> => {
    if (platform !== platformName) throw new DeliveryFailure('gone', `${id} is nobody on Discord`)
    const { known } = running()
    const channel = await call<APIChannel>({ channel: '' }, 'POST', '/users/@me/channels', {
      body: { recipient_id: id },
    })
    known.channels.set(channel.id, channelOf(channel))
    return channel.id
  }
  const whisper: Directory['whisper'] = async (to, content) => {
    if (!('kind' in to)) return running().reception.whisperTo(to.user, to.place, content)
    const { application, token } = readAnswer(to)
    checkLength(content)
    const body = await bodyFor(content, true, [])
    await call({ channel: '' }, 'POST', `/webhooks/${application}/${token}`, {
      auth: false,
      body: { ...body, flags: (body.flags ?? 0) | ephemeral },
    })
  }
  const typing: Directory['typing'] = async (place) => {
    const spot = readPlace(place)
    await call(spot, 'POST', `/channels/${spot.channel}/typing`)
  }

  const profile: Directory['profile'] = async ({ id }) => {
    const user = await call<APIUser>({ channel: '' }, 'GET', `/users/${id}`)
    const picture = user.avatar
      ? `https://cdn.discordapp.com/avatars/${user.id}/${user.avatar}.png?size=128`
      : undefined
    return { name: nameOf(user), presence: 'unknown', bot: user.bot === true, ...(picture && { picture }) }
  }
  /** A group is a role: `<guild>/<role>`. Needs the Server Members Intent. */
  const members: Directory['members'] = async ({ id, kind }) => {
    // Readers of a channel follow from its roles: those can be named themselves.
    if (kind === 'place') throw new DeliveryFailure('refused', 'Discord does not tell who is in a channel')
    const [guild = '', role = ''] = id.split('/')
    const found: string[] = []
    for (let after = '0'; ;) {
      const page = await call<readonly { user: APIUser; roles: readonly string[] }[]>(
        { guild, channel: '' },
        'GET',
        `/guilds/${guild}/members`,
        { query: { limit: 1000, after } },
      )
      found.push(...page.filter(({ roles }) => roles.includes(role)).map(({ user }) => user.id))
      const last = page.at(-1)
      if (!last || page.length < 1000) return found.map(userRef)
      after = last.user.id
    }
  }

  const group: Directory['group'] = async (typed, { id: guild }) => {
    const named = /^<@&(\d+)>$/.exec(typed)?.[1] ?? typed.replace(/^@/, '')
    const roles = await call<readonly { id: string; name: string }[]>(
      { guild, channel: '' },
      'GET',
      `/guilds/${guild}/roles`,
    )
    // The role with the server's own id is everybody's.
    const found = roles.find(
      ({ id, name }) => id !== guild && (id === named || name.toLowerCase() === named.toLowerCase()),
    )
    return found && { ref: groupRef(guild, found.id), name: `@${found.name}` }
  }

  return { direct, whisper, typing, profile, members, group }
}

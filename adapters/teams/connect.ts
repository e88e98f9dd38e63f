import { lazily } from '../../src/platform'
import type * as connection from './connect-botbuilder'
import type { Sdk } from './connect-sdk'
import type { Settings } from './settings'

/** The Bot Framework's SDK, as heavy as the others together, comes with the first thing that is said. */
export const connect = (settings: Settings): Sdk => {
  const sdk = lazily(() => (require('./connect-botbuilder') as typeof connection).connectSdk(settings))
  return {
    authenticate: async (authorization, activity) => sdk().authenticate(authorization, activity),
    connector: async (serviceUrl) => sdk().connector(serviceUrl),
  }
}

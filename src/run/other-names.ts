import { nearest } from '../platform'

/** Names that others give our variables: in the networks’ own pages, in other bots, in common hosting. */
const others: readonly (readonly [string, readonly string[]])[] = Object.entries({
  SLACK_BOT_TOKEN: [
    'SLACK_TOKEN',
    'SLACK_BOT_USER_TOKEN',
    'SLACK_OAUTH_TOKEN',
    'SLACK_BOT_USER_OAUTH_TOKEN',
    'SLACK_API_TOKEN',
    'SLACK_ACCESS_TOKEN',
  ],
  SLACK_SIGNING_SECRET: ['SLACK_SECRET', 'SLACK_SIGNING_KEY', 'SLACK_SIGNATURE_SECRET', 'SLACK_VERIFICATION_TOKEN'],
  SLACK_APP_TOKEN: ['SLACK_APP_LEVEL_TOKEN', 'SLACK_SOCKET_TOKEN', 'SLACK_XAPP_TOKEN'],
  SLACK_CLIENT_ID: ['SLACK_APP_ID'],
  DISCORD_BOT_TOKEN: [
    'DISCORD_TOKEN',
    'DISCORD_SECRET',
    'DISCORD_API_TOKEN',
    'DISCORD_KEY',
    'BOT_TOKEN',
    'DISCORD_CLIENT_TOKEN',
  ],
  DISCORD_APPLICATION_ID: ['DISCORD_CLIENT_ID', 'DISCORD_APP_ID', 'DISCORD_BOT_ID'],
  TEAMS_APP_ID: [
    'CLIENT_ID',
    'BOT_ID',
    'TEAMS_CLIENT_ID',
    'TEAMS_BOT_ID',
    'MICROSOFT_APP_ID',
    'MicrosoftAppId',
    'AAD_APP_CLIENT_ID',
    'AZURE_CLIENT_ID',
  ],
  TEAMS_APP_PASSWORD: [
    'CLIENT_SECRET',
    'BOT_PASSWORD',
    'TEAMS_CLIENT_SECRET',
    'TEAMS_APP_SECRET',
    'TEAMS_SECRET',
    'TEAMS_PASSWORD',
    'TEAMS_BOT_PASSWORD',
    'MICROSOFT_APP_PASSWORD',
    'MicrosoftAppPassword',
    'SECRET_AAD_APP_CLIENT_SECRET',
    'AZURE_CLIENT_SECRET',
  ],
  TEAMS_TENANT_ID: [
    'TENANT_ID',
    'MICROSOFT_APP_TENANT_ID',
    'MicrosoftAppTenantId',
    'AAD_APP_TENANT_ID',
    'AZURE_TENANT_ID',
  ],
  TEAMS_APP_TYPE: ['MICROSOFT_APP_TYPE', 'MicrosoftAppType', 'BOT_TYPE'],
  DATABASE_URL: ['DB_URL', 'POSTGRES_URL', 'POSTGRESQL_URL', 'PG_URL', 'DATABASE_URI', 'POSTGRES_URI'],
  AGENDA_MONGODB_URL: ['MONGODB_URL', 'MONGODB_URI', 'MONGO_URL', 'MONGO_URI', 'AGENDA_MONGO_URL', 'AGENDA_URL'],
  MASTER_KEY: ['TAQUILLA_MASTER_KEY', 'ENCRYPTION_KEY', 'TAQUILLA_KEY'],
  DATA_DIR: ['TAQUILLA_DATA_DIR', 'DATA_DIRECTORY', 'DATADIR', 'DATA_PATH'],
  PUBLIC_URL: ['BASE_URL', 'EXTERNAL_URL', 'TAQUILLA_URL', 'PUBLIC_BASE_URL'],
  DESK_ZONE: ['DESK_TIMEZONE', 'DESK_TZ', 'DESK_TIME_ZONE'],
  DESK_LOCALE: ['DESK_LANGUAGE', 'DESK_LANG'],
  LOG_LEVEL: ['LOGLEVEL'],
})

/** A name that begins so is for nobody else. */
const families = ['SLACK_', 'DISCORD_', 'TEAMS_', 'TAQUILLA_', 'AGENDA_', 'DESK_', 'PLAYGROUND_']

/**
 * Names that are set and not read, each with the one that was probably meant and is not set: those that others give our
 * variables, and those that begin like ours. Told and not refused: they may belong to another program.
 */
export const meantOtherwise = (given: readonly string[], known: readonly string[]): readonly string[] =>
  given
    .filter((name) => !known.includes(name))
    .flatMap((name) => {
      const meant = meantBy(name, known)
      if (meant !== undefined)
        return given.includes(meant)
          ? []
          : [`${name} is set, but this program does not read it: did you mean ${meant}?`]
      const family = families.find((start) => name.startsWith(start))
      const members = known.filter((one) => family !== undefined && one.startsWith(family))
      if (members.length === 0) return []
      return [`${name} is set, but this program does not read it. It reads ${members.join(', ')}.`]
    })

const meantBy = (name: string, known: readonly string[]): string | undefined => {
  const alias = others.find(([, names]) => names.includes(name) || names.includes(name.toUpperCase()))?.[0]
  if (alias !== undefined) return known.includes(alias) ? alias : undefined
  if (known.includes(name.toUpperCase())) return name.toUpperCase()
  const bare = name.replace(/^TAQUILLA_/, '')
  if (bare !== name && known.includes(bare)) return bare
  return families.some((start) => name.startsWith(start)) ? nearest(name, known)[0] : undefined
}

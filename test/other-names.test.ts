import { describeConfig } from '../src/run/config'
import { meantOtherwise } from '../src/run/other-names'
import { definitions } from './support/generated-documents'

const known = describeConfig(definitions()).map(({ variable }) => variable)

describe('a variable that is called otherwise here', () => {
  it.each([
    ['DISCORD_TOKEN', 'DISCORD_BOT_TOKEN'],
    ['SLACK_TOKEN', 'SLACK_BOT_TOKEN'],
    ['SLACK_APP_LEVEL_TOKEN', 'SLACK_APP_TOKEN'],
    ['CLIENT_ID', 'TEAMS_APP_ID'],
    ['CLIENT_SECRET', 'TEAMS_APP_PASSWORD'],
    ['TENANT_ID', 'TEAMS_TENANT_ID'],
    ['MicrosoftAppId', 'TEAMS_APP_ID'],
    ['MicrosoftAppPassword', 'TEAMS_APP_PASSWORD'],
    ['DISCORD_CLIENT_ID', 'DISCORD_APPLICATION_ID'],
    ['MONGODB_URI', 'AGENDA_MONGODB_URL'],
    ['POSTGRES_URL', 'DATABASE_URL'],
    ['TAQUILLA_MASTER_KEY', 'MASTER_KEY'],
    ['TAQUILLA_PORT', 'PORT'],
    ['slack_bot_token', 'SLACK_BOT_TOKEN'],
    ['TEAMS_TENANT', 'TEAMS_TENANT_ID'],
  ])('%s is told of: %s was meant', (name, meant) => {
    expect(meantOtherwise([name], known)).toEqual([
      expect.stringMatching(new RegExp(`^${name} is set.*did you mean ${meant}\\?$`)),
    ])
    // With the right one there too, the other is somebody else’s.
    expect(meantOtherwise([name, meant], known)).toEqual([])
  })

  it('and begins like ours is told of with those that there are', () => {
    expect(meantOtherwise(['SLACK_WORKSPACE_NUMBER'], known)[0]).toContain('It reads SLACK_BOT_TOKEN, ')
  })

  it('is left alone where it is plainly another program’s', () => {
    const foreign = [
      'PATH',
      'HOSTNAME',
      'PGHOST',
      'LOG_FILE',
      'TZ',
      'npm_config_cache',
      'GITHUB_TOKEN',
      'AWS_SECRET_ACCESS_KEY',
      'KUBERNETES_PORT',
      'constructor',
      '__proto__',
    ]
    expect(meantOtherwise(foreign, known)).toEqual([])
    expect(meantOtherwise(known, known)).toEqual([])
  })
})

import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { manifestOf, manifestYaml, scopeTable } from '../../../adapters/slack/manifest'
import { operationInfo } from '../../../src/core/operation'
import { operations } from '../../../src/slices'
import { inEachLocale } from '../../../src/core/words'

const project = resolve(__dirname, '../../..')
const file = join(project, 'manifest/slack.yaml')
const infos = operations.map((operation) => operationInfo(operation, inEachLocale))

// `UPDATE_MANIFESTS=1 npx jest test/adapters/slack/manifest` writes it anew.
if (process.env['UPDATE_MANIFESTS']) writeFileSync(file, manifestYaml(infos))

interface Manifest {
  readonly features: {
    readonly slash_commands: readonly {
      readonly command: string
      readonly description: string
      readonly usage_hint: string
    }[]
    readonly shortcuts: readonly {
      readonly name: string
      readonly type: string
      readonly callback_id: string
      readonly description: string
    }[]
  }
  readonly oauth_config: { readonly scopes: { readonly bot: readonly string[] } }
  readonly settings: { readonly event_subscriptions: { readonly bot_events: readonly string[] } }
}
const manifest = manifestOf(infos) as unknown as Manifest

test('manifest/slack.yaml is what the operations make of it', () => {
  expect(readFileSync(file, 'utf8')).toBe(manifestYaml(infos))
})

test('an operation that is added shows in it (control)', () => {
  const [first] = infos
  expect(manifestYaml([...infos, { ...first!, name: 'dance', menus: ['post'] }])).not.toBe(manifestYaml(infos))
})

test('it keeps within what Slack takes', () => {
  const { shortcuts, slash_commands } = manifest.features
  expect(shortcuts.length).toBeLessThanOrEqual(10)
  expect(new Set(shortcuts.map(({ callback_id }) => callback_id)).size).toBe(shortcuts.length)
  for (const { name, description } of shortcuts) {
    expect(name.length).toBeLessThanOrEqual(24)
    expect(description.length).toBeLessThanOrEqual(150)
  }
  expect(slash_commands.map(({ command }) => command)).toEqual(['/ticket', '/desk'])
  expect(shortcuts.map(({ callback_id }) => callback_id)).toEqual(
    expect.arrayContaining(['global:new', 'post:new', 'post:send']),
  )
})

/** Scopes that Slack's reference asks for, by event. */
const needs: Readonly<Record<string, string>> = {
  app_mention: 'app_mentions:read',
  channel_archive: 'channels:read',
  channel_deleted: 'channels:read',
  channel_left: 'channels:read',
  group_archive: 'groups:read',
  group_deleted: 'groups:read',
  group_left: 'groups:read',
  member_joined_channel: 'channels:read',
  member_left_channel: 'channels:read',
  'message.channels': 'channels:history',
  'message.groups': 'groups:history',
  'message.im': 'im:history',
  reaction_added: 'reactions:read',
  reaction_removed: 'reactions:read',
  subteam_members_changed: 'usergroups:read',
  subteam_updated: 'usergroups:read',
  user_change: 'users:read',
}
test('every event it subscribes to has its scope, and every scope its reason in the documentation', () => {
  const { bot } = manifest.oauth_config.scopes
  for (const event of manifest.settings.event_subscriptions.bot_events)
    if (needs[event]) expect(bot).toContain(needs[event])
  const bare = (table: string): string => table.replace(/ *\| */g, '|').replace(/-{3,}/g, '---')
  expect(bare(readFileSync(join(project, 'docs/connect-slack.md'), 'utf8'))).toContain(bare(scopeTable()))
})

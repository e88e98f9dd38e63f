import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { manifestFor } from '../../../adapters/discord/manifest'
import { operationInfo } from '../../../src/core/operation'
import { operations } from '../../../src/slices'
import { inEachLocale } from '../../../src/core/words'

const project = resolve(__dirname, '../../..')
const file = join(project, 'manifest/discord.json')
const manifest = manifestFor(operations.map((one) => operationInfo(one, inEachLocale)))

// `UPDATE_MANIFESTS=1 npx jest test/adapters/discord/manifest` writes it anew.
if (process.env['UPDATE_MANIFESTS']) writeFileSync(file, `${JSON.stringify(manifest, null, 2)}\n`)

test('manifest/discord.json is what the operations make of it', () => {
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(JSON.parse(JSON.stringify(manifest)))
})

test('the way to connect Discord names every permission, and the same invitation', () => {
  const guide = readFileSync(join(project, 'docs/connect-discord.md'), 'utf8')
  const { permissions, invite } = manifest as { permissions: readonly { name: string }[]; invite: { smallest: string } }
  for (const { name } of permissions) expect(guide).toContain(name)
  expect(guide).toContain(/permissions=\d+/.exec(invite.smallest)?.[0])
})

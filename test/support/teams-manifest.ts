import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { teamsManifest, teamsSpanish } from '../../adapters/teams/manifest'
import { operationInfo } from '../../src/core/operation'
import { operations } from '../../src/slices'
import { inEachLocale } from '../../src/core/words'

/** `manifest/teams` as the registry wants it. Written by `node --require ./test/support/typescript.js test/support/teams-manifest.ts`. */
export const manifestFolder = resolve(__dirname, '../../manifest/teams')

export const manifestFiles = (): Readonly<Record<string, string>> => {
  const infos = operations.map((operation) => operationInfo(operation, inEachLocale))
  const json = (value: object): string => `${JSON.stringify(value, null, 2)}\n`
  return { 'manifest.json': json(teamsManifest(infos)), 'es.json': json(teamsSpanish(infos)) }
}

if (require.main === module)
  for (const [name, text] of Object.entries(manifestFiles())) writeFileSync(join(manifestFolder, name), text)

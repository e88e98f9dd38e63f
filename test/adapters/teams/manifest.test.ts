import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { inflateRawSync } from 'node:zlib'
import { appIdPlaceholder } from '../../../adapters/teams/manifest'
import { packageApp } from '../../../adapters/teams/manifest-package'
import { manifestFiles, manifestFolder } from '../../support/teams-manifest'

const appId = '0f0f0f0f-1111-4222-8333-444444444444'

/** Microsoft's validator, in a process of its own: a package inside it is an ES module that Jest does not find. */
const faultsOf = (manifest: object): readonly string[] => {
  const look = `const { AppManifestUtils } = require('@microsoft/app-manifest')
    AppManifestUtils.validateAgainstSchema(JSON.parse(process.argv[1])).then((faults) => process.stdout.write(JSON.stringify(faults)))`
  const told = execFileSync(process.execPath, ['-e', look, JSON.stringify(manifest)], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  return JSON.parse(told.toString('utf8')) as readonly string[]
}

/** Reads an archive as an unzipper does: by its own list of contents. */
const unzip = (zip: Buffer): Record<string, Buffer> => {
  const end = zip.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]))
  let at = zip.readUInt32LE(end + 16)
  return Object.fromEntries(
    Array.from({ length: zip.readUInt16LE(end + 10) }, () => {
      const name = zip.toString('utf8', at + 46, at + 46 + zip.readUInt16LE(at + 28))
      const local = zip.readUInt32LE(at + 42)
      const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28)
      const bytes = inflateRawSync(zip.subarray(start, start + zip.readUInt32LE(at + 20)))
      at += 46 + name.length
      return [name, bytes]
    }),
  )
}
/** Width, height and whether it can be see-through, from the header of a PNG. */
const pictureOf = (png: Buffer): object => ({
  width: png.readUInt32BE(16),
  height: png.readUInt32BE(20),
  alpha: png[25] === 6,
})

describe('the app that is uploaded to Teams', () => {
  test.each(Object.keys(manifestFiles()))('%s says what the registry of operations says', (name) => {
    const written = readFileSync(join(manifestFolder, name), 'utf8')
    expect(JSON.parse(written)).toEqual(JSON.parse(manifestFiles()[name] ?? ''))
  })

  test('is accepted by Microsoft’s own schema', () => {
    const manifest = JSON.parse(manifestFiles()['manifest.json'] ?? '') as object
    expect(faultsOf(manifest)).toEqual([])
    // Control: the same look finds a fault.
    expect(faultsOf({ ...manifest, accentColor: 'violet' })).not.toEqual([])
  })

  test('is one archive with the bot’s own id in it, and icons as Teams wants them', () => {
    const files = unzip(packageApp(manifestFolder, appId, 'https://desk.contoso.com'))
    expect(Object.keys(files)).toEqual(['manifest.json', 'es.json', 'color.png', 'outline.png'])
    const manifest = files['manifest.json']?.toString('utf8') ?? ''
    expect(manifest).not.toContain(appIdPlaceholder)
    expect(JSON.parse(manifest)).toMatchObject({
      id: appId,
      bots: [{ botId: appId }],
      developer: { websiteUrl: 'https://desk.contoso.com' },
    })
    expect(pictureOf(files['color.png'] ?? Buffer.alloc(30))).toMatchObject({ width: 192, height: 192 })
    expect(pictureOf(files['outline.png'] ?? Buffer.alloc(30))).toEqual({ width: 32, height: 32, alpha: true })
  })

  test('is not made without an app id', () => {
    expect(() => packageApp(manifestFolder)).toThrow('The app ID of the Azure Bot is missing')
    expect(() => packageApp(manifestFolder, appId, 'http://plain')).toThrow('https')
  })
})

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { crc32, deflateRawSync } from 'node:zlib'
import { appIdPlaceholder, sitePlaceholder } from './manifest'

/**
 * `npm run manifest -- <Microsoft app ID> [https://your.site]` writes `manifest/teams/taquilla-teams.zip`, which Teams takes
 * under "Upload a custom app".
 */
const files = ['manifest.json', 'es.json', 'color.png', 'outline.png']

const usage = 'npm run manifest -- <Microsoft app ID, a GUID> [https://your.site]'

/** The app package for one bot. Throws with a sentence when what was given cannot be used. */
export const packageApp = (folder: string, appId = '', site = sitePlaceholder): Buffer => {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(appId) || appId === appIdPlaceholder)
    throw new Error(`The app ID of the Azure Bot is missing or no GUID.\n  ${usage}`)
  if (!/^https:\/\/[^\s"<>]+[^\s"<>/]$/.test(site)) throw new Error(`The site must be an https address.\n  ${usage}`)
  const entries = files.map((name) => {
    const bytes = readFileSync(join(folder, name))
    if (!name.endsWith('.json')) return { name, bytes }
    const text = bytes
      .toString('utf8')
      .replaceAll(appIdPlaceholder, appId.toLowerCase())
      .replaceAll(sitePlaceholder, site)
    return { name, bytes: Buffer.from(text) }
  })
  return zip(entries)
}

interface Entry {
  readonly name: string
  readonly bytes: Buffer
}
// 1 January 1980: the same files make the same archive.
const dosDate = 0x21

/** PKWARE's format, deflated, no extras. */
const zip = (entries: readonly Entry[]): Buffer => {
  const locals: Buffer[] = []
  const central: Buffer[] = []
  let offset = 0
  for (const { name, bytes } of entries) {
    const packed = deflateRawSync(bytes, { level: 9 })
    const facts = Buffer.alloc(26)
    facts.writeUInt16LE(20, 0)
    facts.writeUInt16LE(8, 4)
    facts.writeUInt16LE(dosDate, 8)
    facts.writeUInt32LE(crc32(bytes), 10)
    facts.writeUInt32LE(packed.length, 14)
    facts.writeUInt32LE(bytes.length, 18)
    facts.writeUInt16LE(name.length, 22)
    const local = Buffer.concat([signature(0x04034b50), facts, Buffer.from(name), packed])
    const where = Buffer.alloc(14)
    where.writeUInt32LE(offset, 10)
    central.push(Buffer.concat([signature(0x02014b50), Buffer.from([20, 0]), facts, where, Buffer.from(name)]))
    locals.push(local)
    offset += local.length
  }
  const list = Buffer.concat(central)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(entries.length, 4)
  end.writeUInt16LE(entries.length, 6)
  end.writeUInt32LE(list.length, 8)
  end.writeUInt32LE(offset, 12)
  return Buffer.concat([...locals, list, signature(0x06054b50), end])
}
const signature = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

const main = (): void => {
  const folder = join(process.cwd(), 'manifest', 'teams')
  const target = join(folder, 'taquilla-teams.zip')
  try {
    writeFileSync(target, packageApp(folder, process.argv[2], process.argv[3]))
    process.stdout.write(`${target}\n`)
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exitCode = 1
  }
}
if (require.main === module) main()

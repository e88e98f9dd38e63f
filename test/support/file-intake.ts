import { words } from '../../src/core/words'
import { badFiles, png } from './bad-files'
import { startDesk, openFor } from './desk'
import { fakeNetwork } from './fake-network'
import { startFakeClamd } from './fake-clamd'

const publicUrl = 'https://desk.example.com'

/** Sends each bad file, and good ones beside: what was let through, and who was not told. */
export const faultsOfFiles = async (isScanned: boolean) => {
  const clamd = await startFakeClamd()
  const network = fakeNetwork('chat', { files: { size: 100_000_000, count: 10, where: 'anywhere' } })
  const env = { PUBLIC_URL: publicUrl, ...(isScanned ? { CLAMAV_URL: clamd.url } : {}) }
  const desk = await startDesk([network.platform], { env })
  const faults: string[] = []
  const served: { [name: string]: number } = {}
  try {
    const people = await openFor(network)
    const pages = Buffer.from('<html><script>alert(document.domain)</script></html>')
    const files = [
      ...badFiles,
      { name: 'photo.png', bytes: png, fault: undefined },
      { name: 'page.html', bytes: pages, fault: undefined },
    ]
    const refs = files.map(({ name, bytes }, at) => network.addFile(`f${at}`, bytes, name))
    // The sizes that are announced are claims.
    await people.ana.says('look at these', 'help', { files: refs.map((ref) => ({ ...ref, size: 10 })), locale: 'es' })
    for (let turn = 0; turn < 3; turn++) await desk.later(5_000)

    const relayed = [...network.posts.values()].flatMap(({ by, content }) =>
      by === 'ana' ? [] : (content.files ?? []),
    )
    const told = network.texts('dm.ana').join('\n')
    for (const { name, fault } of files) {
      const isThere = relayed.some((file) => file.name.startsWith(name))
      if (isThere !== (fault === undefined)) faults.push(`${name} ${isThere ? 'was relayed' : 'was not relayed'}`)
      const why = fault === undefined ? undefined : words('es', `file.${fault}`)
      if (why !== undefined && !told.includes(`«${name}» a #1: ${why}`)) faults.push(`of ${name} nobody was told`)
    }
    const answer = JSON.stringify(await people.ana.invokes('files', { ticket: '1' }))
    const links = [...answer.matchAll(/https:\/\/desk\.example\.com(\/files\/[^"\\]+)/g)].map(([, path]) => path!)
    if (links.length < 2) faults.push(`there are ${links.length} links`)
    const get = async (path: string) => fetch(`http://127.0.0.1:${desk.program.port}${path}`)
    for (const path of links) {
      const response = await get(path)
      const { headers } = response
      served[decodeURIComponent(path.split('/').at(-1)!)] = response.status
      const isInline = headers.get('content-disposition')?.startsWith('inline') === true
      if (isInline && headers.get('content-type') !== 'image/png') faults.push(`${path} opens in the page`)
      if (headers.get('x-content-type-options') !== 'nosniff') faults.push(`${path} may be sniffed`)
      if (!/sandbox/.test(headers.get('content-security-policy') ?? '')) faults.push(`${path} has no sandbox`)
      if (/html|svg|javascript/.test(headers.get('content-type') ?? '')) faults.push(`${path} is a page`)
      if (response.status !== 200) faults.push(`${path} answers ${response.status}`)
    }
    for (const path of links) {
      const parts = path.split('/')
      const longer = [...parts.slice(0, 4), String(Number(parts[4]) + 60_000), ...parts.slice(5)].join('/')
      const other = links.find((one) => one !== path)!.split('/')
      const swapped = [...parts.slice(0, 3), other[3], ...parts.slice(4)].join('/')
      for (const forged of [longer, swapped, path.replace(/\/[\w-]{43}\//, `/${'A'.repeat(43)}/`)])
        if ((await get(forged)).status !== 404) faults.push(`${forged} is taken for ours`)
    }
    await desk.later(10 * 60_000 + 1)
    for (const path of links) {
      const late = await get(path)
      if (late.status !== 410) faults.push(`a link that ended answers ${late.status}`)
    }
    const strangers = JSON.stringify(await people.carlos.invokes('files', { ticket: '1' }))
    if (strangers.includes('https://')) faults.push('another customer has links')
    return {
      faults,
      count: files.length,
      figures: `${Object.keys(served).length} served, ${clamd.scanned.length} scanned`,
    }
  } finally {
    await desk.stop()
    await clamd.stop()
  }
}

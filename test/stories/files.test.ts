import fc from 'fast-check'
import { judgeFile } from '../../src/files/judge-file'
import { png, zipOf } from '../support/bad-files'
import { openFor, startDesk } from '../support/desk'
import { fakeNetwork } from '../support/fake-network'
import { faultsOfFiles } from '../support/file-intake'

test('nothing unsafe is handed on or served, and whoever sent it hears why, in their language', async () => {
  expect((await faultsOfFiles(true)).faults).toEqual([])
}, 60_000)

test('while the scanner is away the words wait a little, then come without the file', async () => {
  const network = fakeNetwork('chat')
  const desk = await startDesk([network.platform], { env: { CLAMAV_URL: 'tcp://127.0.0.1:9' } })
  try {
    const { ana } = await openFor(network)
    await ana.says('my screen', 'help', { files: [network.addFile('f', png, 'screen.png')] })
    for (let turn = 0; turn < 5; turn++) await desk.later(60_000)
    const told = [...network.posts.values()].map(({ content }) => JSON.stringify(content.text)).join('\n')
    expect(told).toContain('the file “screen.png” was not accepted')
    expect(network.texts('dm.ana').join()).toContain('couldn’t check it for viruses')
  } finally {
    await desk.stop()
  }
}, 60_000)

test('who sent their share of the day is told, and their words arrive', async () => {
  const network = fakeNetwork('chat')
  const desk = await startDesk([network.platform], { env: { FILE_DAILY_MB: '1' } })
  try {
    const { ana } = await openFor(network)
    const half = Buffer.alloc(600_000, 'a')
    await ana.says('first', 'help', { files: [network.addFile('f1', half, 'one.txt')] })
    await desk.settle()
    await ana.says('second', 'help', { files: [network.addFile('f2', half, 'two.txt')] })
    for (let turn = 0; turn < 2; turn++) await desk.later(2_000)
    expect(network.texts('dm.ana').join()).toMatch(/“two.txt” to #1: you’ve reached today’s limit for files/)
    const relayed = [...network.posts.values()].flatMap(({ by, content }) =>
      by === 'ana' ? [] : (content.files ?? []),
    )
    expect(relayed.map(({ name }) => name)).toEqual(['one.txt'])
  } finally {
    await desk.stop()
  }
}, 60_000)

describe('what a file is', () => {
  test('is read from its bytes: a page is words, and the name ends as what it is', async () => {
    expect(await judgeFile(Buffer.from('<svg onload="x()"/>'), 'logo.svg')).toEqual({
      type: 'text/plain',
      name: 'logo.svg',
    })
    expect(await judgeFile(png, 'photo.pdf')).toEqual({ type: 'image/png', name: 'photo.pdf.png' })
    expect(await judgeFile(Buffer.from([0, 1, 2]), 'photo.png')).toEqual({
      type: 'application/octet-stream',
      name: 'photo.png.bin',
    })
    expect(await judgeFile(zipOf('a.txt', Buffer.from('harmless')), 'a.zip')).toEqual({
      type: 'application/zip',
      name: 'a.zip',
    })
  })

  test('never a page or a script, and never an error, whatever the bytes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.uint8Array({ maxLength: 300 }),
          fc.string().map((text) => new TextEncoder().encode(text)),
        ),
        fc.constantFrom(
          '',
          '\x89PNG\r\n\x1a\n',
          'PK\x05\x06',
          'PK\x03\x04',
          '%PDF-',
          'GIF89a',
          '<html>',
          '\xff\xd8\xff',
        ),
        fc.string({ maxLength: 20 }),
        async (bytes, start, name) => {
          const judged = await judgeFile(Buffer.concat([Buffer.from(start, 'latin1'), bytes]), name)
          if (typeof judged === 'object') expect(judged.type).not.toMatch(/html|svg|javascript/)
        },
      ),
      { numRuns: 200 },
    )
  })
})

import { platform as playground } from '../../adapters/playground/definition'
import { emojiOf as emojiOfTeams } from '../../adapters/teams/emoji'
import { parseMrkdwn } from '../../adapters/slack/markdown-read'
import { parseRichText } from '../../adapters/slack/markdown-read-blocks'
import { parseHtml } from '../../adapters/teams/markdown-read'
import { plain, readTimeWords } from '../../src/platform'
import { isCountry } from '../../src/sla/holidays'
import { words, wordsOf, hasWords, localeOf } from '../../src/core/words'
import { startDesk, type TestDesk } from '../support/desk'
import { dataFolder } from '../support/running-desk'

/** Properties that every object has and nobody put there. */
const inherited = ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf', 'prototype']

describe('words that every object knows, at every door', () => {
  let desk: TestDesk
  let folder: Awaited<ReturnType<typeof dataFolder>>
  let base: string

  beforeAll(async () => {
    folder = await dataFolder()
    desk = await startDesk([playground.create({ DATA_DIR: folder.path })])
    base = `http://127.0.0.1:${desk.program.port}`
  }, 60_000)
  afterAll(async () => {
    await desk.stop()
    await folder.remove()
  })

  const post = async (path: string, body: string): Promise<{ status: number; text: string }> => {
    const response = await fetch(`${base}/playground/api/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    })
    return { status: response.status, text: await response.text() }
  }
  const wrong = /\[object |function |native code|undefined|NaN|could not be handled|algo ha fallado/i

  test.each(inherited)('%s in a path', async (key) => {
    for (const path of [
      key,
      `playground/${key}`,
      `playground/app/${key}`,
      `playground/vendor/${key}`,
      `playground/api/${key}`,
      `playground/api/${key}/${key}`,
      `playground/api/places/${key}`,
      `playground/api/posts/${key}`,
      `playground/api/files/${key}`,
      `files/${key}/${key}`,
    ]) {
      const { status } = await fetch(`${base}/${path}`)
      expect({ path, status: status < 500 }).toEqual({ path, status: true })
    }
  })

  test.each(inherited)('%s as an operation, a field, a value, a place, a name', async (key) => {
    const invoke = (operation: string, input: string, as = 'ada', place = 'agents') =>
      post(
        'invoke',
        `{"as":${JSON.stringify(as)},"place":${JSON.stringify(place)},"operation":${JSON.stringify(operation)},"input":${input}}`,
      )
    const tried = [
      await invoke(key, '{}'),
      await invoke('new', `{${JSON.stringify(key)}:"x","text":"help"}`, 'ana', 'help'),
      await invoke('list', `{"filter":${JSON.stringify(`${key}:${key}`)}}`),
      await invoke('list', `{"filter":${JSON.stringify(`priority:${key}`)}}`),
      await invoke('fields', `{"ticket":"1","fields":${JSON.stringify(`${key}=1`)}}`),
      await invoke('fields', `{"ticket":"1","field.":"","field.${key}":"1"}`),
      await invoke('claim', `{"ticket":${JSON.stringify(key)}}`),
      await invoke('priority', `{"ticket":"1","priority":${JSON.stringify(key)}}`),
      await invoke('queue', `{"name":${JSON.stringify(key)}}`),
      await invoke('reply', `{"ticket":"1","text":[{"kind":${JSON.stringify(key)},"text":"x"}]}`),
      await invoke('reply', `{"ticket":"1","text":{${JSON.stringify(key)}:{"kind":"user"}}}`),
      await invoke('place', '{}', 'ada', key),
      await invoke('list', '{}', key),
      await post(
        'ask',
        `{"kind":"choices","as":"ada","place":"agents","operation":"list","input":{},"field":${JSON.stringify(key)},"typed":"x"}`,
      ),
      await post(
        'ask',
        `{"kind":"form","as":"ada","place":"agents","operation":${JSON.stringify(key)},"input":{${JSON.stringify(key)}:"x"}}`,
      ),
      await post(
        'messages',
        `{"as":"ana","place":"help","text":${JSON.stringify(`@${key} ${key}: my printer`)},${JSON.stringify(key)}:1}`,
      ),
      await post('complete', `{"as":"ada","place":"agents","line":${JSON.stringify(`/${key} ${key}:`)},"cursor":3}`),
    ]
    for (const line of [
      `/${key}`,
      `/ticket ${key}`,
      `/ticket help ${key}`,
      `/desk ${key}`,
      `/ticket list ${key}:x`,
      `/ticket remind 1 ${key}`,
      `/desk calendar Office holidays:${key}`,
      `/ticket status 1 ${key}`,
      `!${key} 1`,
    ])
      tried.push(await post('invoke', `{"as":"ada","place":"agents","command":${JSON.stringify(line)}}`))
    for (const [at, { status, text }] of tried.entries())
      expect({ at, status: status < 500, text: wrong.exec(text)?.[0] }).toEqual({ at, status: true, text: undefined })
    expect(desk.log.lines.filter(({ message }) => /could not be handled/.test(message))).toEqual([])
  })

  test.each(inherited)('%s to what reads people’s words', (key) => {
    const names = { workspace: 'T1', people: {}, channels: {} }
    expect(plain(parseMrkdwn(`<@U1|${key}> :${key}: <#C1|${key}>`, names))).toBe(`@${key} :${key}: #${key}`)
    const elements = [
      { type: 'user', user_id: key },
      { type: 'channel', channel_id: key },
      { type: 'emoji', name: key },
      { type: key, text: '!' },
    ]
    const section = { type: 'rich_text', elements: [{ type: 'rich_text_section', elements }] }
    expect(plain(parseRichText([section], names) ?? [])).toBe(`@${key}#${key}:${key}:!`)
    expect(plain(parseHtml(`<${key}>a &${key}; <p ${key}="x">b</p></${key}>`, () => undefined))).toContain('b')
    expect(emojiOfTeams(key)).toBe(`:${key}:`)
    expect(readTimeWords(key)).toBeUndefined()
    expect(isCountry(key)).toBe(false)
    expect([hasWords(key), words('en', key as never), wordsOf('es', key), localeOf(key, 'en')]).toEqual([
      false,
      key,
      key,
      'en',
    ])
  })
})

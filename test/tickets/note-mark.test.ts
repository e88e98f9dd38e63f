import { plain, paragraph, say, type RichText } from '../../src/platform'
import { parseMarkdown as discord } from '../../adapters/discord/markdown-read'
import { parseMarkdown as playground } from '../../adapters/playground/markdown-read'
import { parseMrkdwn } from '../../adapters/slack/markdown-read'
import { parseHtml } from '../../adapters/teams/markdown-read'
import { noteIn } from '../../src/tickets/conversation/note-mark'

const read = (text: RichText) => {
  const note = noteIn(text)
  return note === undefined ? 'reply' : note.isSure ? `note: ${plain(note.text).trim()}` : 'doubt'
}
const slack = (source: string) => parseMrkdwn(source, { workspace: 'T1', people: {} })
const teams = (source: string) => parseHtml(source, () => undefined)

describe('what begins as a note', () => {
  test.each([
    'note: x',
    'Nota: x',
    'NOTE: x',
    'note:x',
    'note : x',
    'nota\u00a0: x',
    '  note: x',
    '\u200bnote: x',
    'note\u200b: x',
    'n\u200dote: x',
    '\ufeff\u2060note:\u200b x',
    '\u202enote: x',
    'note： x',
    'note﹕ x',
    'note∶ x',
    'ｎｏｔｅ：x',
    '𝗻𝗼𝘁𝗲: x',
    'noté: x',
    'nοte: x',
    '/note x',
    '/nota x',
    '/note: x',
    '! note x',
    '!nota x',
    '! note: x',
    '¡Nota: x',
    '\\note x',
    '#note x',
    '[note] x',
    '(note) x',
    '[nota]: x',
    '“note”: x',
    '«Nota»: x',
    '"note:" x',
    '*note:* x',
    '**note**: x',
    '`note:` x',
    '__Note__: x',
    '> note: x',
    '- note: x',
    '• nota: x',
    '||note:|| x',
    '📝 note: x',
    '🔒 Nota: x',
    'notes: x',
    'Notas: x',
    'internal note: x',
    'Nota interna: x',
    'private note - x',
    'Nota privada: x',
    'internal: x',
    'interno: x',
    '/ticket note x',
    '!ticket note x',
    '1. note: x',
    '2) Nota: x',
    '@here note: x',
    '@bo, note: x',
    ':party_parrot: nota: x',
    'anotación: x',
    'Anotaciones: x',
    '- 1. note: x',
  ])('%s stays inside', (typed) => {
    expect(read(say(typed))).toMatch(/^note: /)
    expect(read(say(typed))).toContain('x')
  })

  test.each([
    'note - x',
    'note, x',
    'note — x',
    'nota. x',
    'note; x',
    'note x',
    'Nota que miente',
    'note\nx',
    'noet: x',
    'not: x',
    'mota: x',
    'nte: x',
    'Note that you must restart',
    '/nte x',
    '/ticket reply x',
    '! reply x',
    'intrenal: x',
    'nοte x',
    'internal only: x',
    'only internal: x',
    'For internal use: x',
    'internal comment: x',
    'Comentario interno: x',
    'Internal - x',
    'solo interno: x',
    'staff only: x',
    'team note: x',
    'solo para agentes: x',
    '1. note x',
    '@here note x',
  ])('%j is asked about', (typed) => {
    expect(read(say(typed))).toBe('doubt')
  })

  test.each([
    'x',
    'Please note: x',
    'noted, thanks',
    'Notebook: the blue one',
    'Notice: we close at 5',
    'notification settings are under Profile',
    'https://example.com/note: x',
    'notaría: mañana a las 9',
    'Hola: x',
    'Hotel: the blue one',
    '/etc/hosts is the file',
    '¡Hola! Ya está',
    '!!! restart it',
    '- reset it\n- note: x',
    'Order 4: x',
    'no: x',
    'Done: x',
    '1. reset it\n2. note: x',
    '@here we note: x',
    'Internal systems are down: see below',
    'Private beta access: granted',
    'The team: Bo and Kim',
    'agents: Bo and Kim',
    'Internal',
    '',
  ])('%j is none', (typed) => {
    expect(read(say(typed))).toBe('reply')
  })

  test.each([
    ['Slack', slack('*note:* x')],
    ['Slack', slack('*note*: x')],
    ['Slack', slack('_Note:_ x')],
    ['Slack', slack('`note:` x')],
    ['Slack', slack('> note: x')],
    ['Slack', slack('```note: x```')],
    ['Discord', discord('**note:** x')],
    ['Discord', discord('**note**: x')],
    ['Discord', discord('> note: x')],
    ['Discord', discord('# note: x')],
    ['Discord', discord('-# note: x')],
    ['Discord', discord('||note: x||')],
    ['Discord', discord('`note`: x')],
    ['Discord', discord('- nota: x')],
    ['Teams', teams('<p><strong>note:</strong> x</p>')],
    ['Teams', teams('<p>note&nbsp;: x</p>')],
    ['Teams', teams('<blockquote>note: x</blockquote>')],
    ['Teams', teams('<div><code>note:</code> x</div>')],
    ['Teams', teams('<ul><li>Nota: x</li></ul>')],
    ['Teams', teams('<h1>note: x</h1>')],
    ['the playground', playground('**note:** x')],
    ['the playground', playground('> nota: x')],
    ['Slack', slack('1. note: x')],
    ['Slack', slack('<!here> note: x')],
    ['Slack', slack(':party_parrot: note: x')],
    ['Discord', discord('1. note: x')],
    ['Discord', discord('<@&1> note: x')],
    ['Discord', discord('<:memo_:123> note: x')],
    ['Teams', teams('<ol><li>note: x</li></ol>')],
    ['the playground', playground('1. note: x')],
  ])('in %s: %j', (_, text) => {
    expect(read(text)).toMatch(/^note: [^]*x/)
  })

  test('the words of a note keep their form, and a mark that hides in one is dropped whole', () => {
    expect(noteIn([paragraph({ kind: 'text', text: 'note:', bold: true }, ' she is '), paragraph('angry')])).toEqual({
      isSure: true,
      text: [paragraph('she is '), paragraph('angry')],
    })
  })

  test('a number or a name before the mark stays in the note', () => {
    expect(noteIn(say('@here note: she is angry'))).toEqual({ isSure: true, text: say('@here note: she is angry') })
    expect(noteIn(say('1. note: a\n2. b'))).toEqual({ isSure: true, text: say('1. note: a\n2. b') })
  })

  test('somebody who is addressed first changes nothing', () => {
    expect(read([paragraph({ kind: 'mention', name: 'Kim' }, ' note: x')])).toMatch(/^note: /)
  })

  test('nothing that somebody writes takes long to look at', () => {
    const begun = performance.now()
    for (const evil of [
      '@',
      '@a',
      '@a.',
      '@.',
      '@1.',
      '@a_',
      ':a:',
      ':a_',
      ':1.',
      '1.',
      '1)',
      '@note ',
      'only for ',
      '- ',
    ])
      noteIn(say(evil.repeat(100)))
    expect(performance.now() - begun).toBeLessThan(500)
  })
})

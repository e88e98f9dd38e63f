import { until } from '../support/discord-desk'
import { buttonsOf, openedView, places, startSlackDesk } from '../support/slack-desk'
import { people, readBlocks } from '../support/slack-harness'

const ada = people.admin

test('on Slack an admin takes the configuration along, attaches it changed to the form, and confirms', async () => {
  const slack = await startSlackDesk()
  try {
    await slack.act.types(ada, places.agents, '/desk', 'config export')
    await slack.quiet()
    const post = slack.fake.messages.find((one) => slack.fake.filesOf(one).length > 0)!
    expect(post.channel).toMatch(/^D/)
    const [file] = slack.fake.filesOf(post)
    const text = file!.bytes.toString('utf8')
    expect(text).toContain('take-back: 10s')

    const { answer } = await slack.act.types(ada, places.agents, '/desk', 'config import')
    expect(answer).toEqual({ kind: 'form', fields: ['file', 'text'] })
    const changed = slack.fake.addFile(
      'desk.yaml',
      'text/yaml',
      Buffer.from(text.replace('take-back: 10s', 'take-back: 1m')),
    )
    await slack.act.submits(ada, openedView(slack.fake), { file: changed })
    await slack.quiet()
    const shown = await until(
      () => slack.fake.messages.findLast((one) => one.only === ada && buttonsOf(one).includes('Aplicar estos cambios')),
      'the changes',
    )
    expect(readBlocks(shown.blocks)).toContain('take-back 10s → 1m')
    const { answer: made } = await slack.act.presses(ada, shown, 'Aplicar estos cambios')
    expect(made).toMatchObject({ kind: 'private', text: expect.stringContaining('Se hizo un cambio') })
    expect(await slack.desk.rows('select take_back_ms as ms from queues')).toEqual([{ ms: 60_000 }])
  } finally {
    await slack.stop()
  }
}, 90_000)

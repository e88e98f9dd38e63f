import { places, startSlackDesk } from '../support/slack-desk'
import { people } from '../support/slack-harness'

const ada = people.admin

test('on Slack an admin takes the configuration along, and sees what a changed one would do', async () => {
  const slack = await startSlackDesk()
  try {
    await slack.act.types(ada, places.agents, '/desk', 'config export')
    await slack.quiet()
    const post = slack.fake.messages.find((one) => slack.fake.filesOf(one).length > 0)!
    expect(post.channel).toMatch(/^D/)
    const [file] = slack.fake.filesOf(post)
    const text = file!.bytes.toString('utf8')
    expect(text).toContain('take-back: 10s')

    const pasted = '{ queues: [{ name: Support, take-back: 1m }] }'
    const { answer } = await slack.act.types(ada, places.agents, '/desk', `config import ${pasted}`)
    expect(answer).toMatchObject({ kind: 'private', text: expect.stringContaining('take-back 10s → 1m') })
  } finally {
    await slack.stop()
  }
}, 90_000)

import { openedView, places, startSlackDesk, type SlackDesk } from '../support/slack-desk'
import { people, readBlocks } from '../support/slack-harness'

describe('a ticket’s own fields in Slack', () => {
  let slack: SlackDesk
  beforeAll(async () => {
    slack = await startSlackDesk()
  }, 60_000)
  afterAll(async () => slack.stop())

  test('Edit on the card opens one form with all of them, and what is sent shows on the card', async () => {
    await slack.act.types(people.admin, places.agents, '/desk', 'field name:category choices:Hardware/Equipos,Network')
    await slack.act.types(people.admin, places.agents, '/desk', 'field name:seats kind:number label:Seats')
    await slack.act.says(people.customer, places.help, 'The printer jams')
    await slack.quiet()
    const { answer } = await slack.act.presses(people.agent, slack.card(1), 'Edit')
    expect(answer).toMatchObject({
      kind: 'form',
      fields: expect.arrayContaining(['subject', 'field-type', 'field-category', 'field-seats', 'field-due']),
    })
    const wrong = { 'field-category': 'hardware', 'field-seats': 'many', 'field-due': '2030-03-01' }
    const refused = await slack.act.submits(people.agent, openedView(slack.fake), wrong)
    expect(refused.answer).toMatchObject({ fields: { 'field-seats': expect.stringContaining('a number') } })
    await slack.act.submits(people.agent, openedView(slack.fake), { ...wrong, 'field-seats': '2.5' })
    await slack.quiet()
    const card = readBlocks(slack.card(1).blocks)
    for (const told of ['Hardware', '2.5', 'Mar 1']) expect(card).toContain(told)
  }, 60_000)
})

import { startDesk } from '../support/desk'
import { discordOn, toldIn, until } from '../support/discord-desk'
import { startDiscordFake } from '../support/discord-fake'
import { people } from '../support/discord-people'

test('on Discord an admin takes the configuration along, pastes it changed into the form, and confirms', async () => {
  const fake = await startDiscordFake()
  const act = people(fake)
  const admin = act.person('ada', 'Ada Moreno')
  const agents = act.channel(act.guild('Acme', admin), 'agents')
  const desk = await startDesk([discordOn(fake)])
  try {
    await until(() => fake.world.commands.length > 0, 'the commands')
    await act.commands(admin, agents, 'desk place agents')
    expect(toldIn(await act.commands(admin, agents, 'desk config export'))).toContain('direct message')
    await desk.settle()
    const sent = await until(
      () => act.direct(admin).messages.find(({ attachments }) => attachments.length > 0),
      'the file',
    )
    const [file] = sent.attachments
    expect(file!.filename).toBe('Help-desk.yaml')

    const offered = await act.commands(admin, agents, 'desk config import')
    await until(() => toldIn(offered).includes('Attach the file'), 'the way to bring it in')
    const asked = await act.presses(admin, agents, offered.followups[0]!, 'Choose the file')
    const modal = asked.response!.data as { custom_id: string }
    const submitted = await act.submits(admin, agents, modal.custom_id, {
      text: 'queues:\n  - name: Support\n    take-back: 1m\n',
    })
    await until(() => toldIn(submitted).includes('take-back 10s → 1m'), 'the changes')
    await act.presses(admin, agents, submitted.followups[0]!, 'Apply these changes')
    // It takes the place of the question, whose button is spent.
    await until(() => toldIn(submitted).includes('One change applied'), 'the answer')
    expect(JSON.stringify(submitted.followups)).not.toContain('Apply these changes')
    expect(await desk.rows('select take_back_ms as ms from queues')).toEqual([{ ms: 60_000 }])
  } finally {
    await desk.stop()
    await fake.close()
  }
  expect(fake.faults).toEqual([])
}, 90_000)

import type { Platform } from '../../src/platform'
import { faultRow, type Turn } from './fault-row'
import { notOnce, startWired, storedTimes, withoutPace } from './wired-desk'
import { slackWire } from './wires'

/** Takes a retry for a copy: answers that it is stored, without a look. */
const believesRetries = (platform: Platform): Platform => ({
  ...withoutPace(platform),
  start: async (host) =>
    platform.start({
      ...host,
      route: (path, handler) =>
        host.route(path, (request, response) =>
          request.headers['x-slack-retry-num'] === undefined
            ? handler(request, response)
            : void response.writeHead(200).end(),
        ),
    }),
})

const retried = async ({ count, random }: Turn, tamper = withoutPace) => {
  const wire = await slackWire()
  const desk = await startWired(wire, { tamper })
  try {
    await desk.rows(`create function refuse() returns trigger language plpgsql as $$ begin raise exception 'not now'; end $$;
      create trigger refuse before insert on inbox for each row when (random() < 0.7) execute function refuse()`)
    const said = []
    for (let number = 0; number < count; number++)
      said.push(await wire.says(number % wire.channels.length, `say-${number}.`))
    await desk.rows('drop trigger refuse on inbox')
    const unstored = said.filter(({ acknowledged }) => !acknowledged)
    const faults: string[] = []
    // Slack retries what it was not told of; and now and then what it was.
    for (const one of said)
      if ((!one.acknowledged || random() < 0.3) && !(await one.again())) faults.push('a retry was refused')
    return {
      faults: [...faults, ...notOnce(count, await storedTimes(desk.database.superUrl), 'stored')],
      figures: `${unstored.length} were not stored at first`,
    }
  } finally {
    await desk.stop()
    await wire.close()
  }
}

faultRow(7, {
  what: 'a retry header while attempt 1 was never stored: stored',
  count: 300,
  run: async (turn) => retried(turn),
  control: { off: 'a retry is taken for a copy', count: 30, run: async (turn) => retried(turn, believesRetries) },
})

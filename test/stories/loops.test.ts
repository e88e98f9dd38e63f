import { faultsOfParrots } from '../support/parrots'

test('what a program says again under a person’s name is not carried about, and the agents hear of it', async () => {
  expect((await faultsOfParrots(3)).faults).toEqual([])
}, 60_000)

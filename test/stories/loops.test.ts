import { faultsOfParrots } from '../support/parrots'

test('what a program says again under a person’s name is not carried about, and the agents hear of it', async () => {
  expect((await faultsOfParrots(3)).faults).toEqual([])
}, 60_000)

test.each([[['rita']], [['polly']], [['polly', 'rita']]] as const)(
  'nor is it when %s has an agent’s role, and what is said among agents goes to the customer',
  async (agents) => {
    expect((await faultsOfParrots(3, agents)).faults).toEqual([])
  },
  60_000,
)

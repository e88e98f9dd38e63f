// The digital twin is an ES module, which the tests cannot load: it runs by itself, and is asked by message.
import { DigitalDiscord } from 'discord-digital-twin'

const twin = new DigitalDiscord(JSON.parse(process.argv[2] ?? '{}'))
await twin.start()

const acts = {
  slash: ({ channel, user, name, options }) => twin.channel(channel).user(user).runSlashCommand({ name, options }),
  say: ({ channel, user, content }) => twin.channel(channel).user(user).sendMessage({ content }),
  edit: ({ channel, user, messageId, content }) => twin.channel(channel).user(user).editMessage({ messageId, content }),
  delete: ({ channel, user, messageId }) => twin.channel(channel).user(user).deleteMessage({ messageId }),
  click: ({ channel, user, messageId, customId }) =>
    twin.channel(channel).user(user).clickButton({ messageId, customId }),
  submit: ({ channel, user, customId, fields }) => twin.channel(channel).user(user).submitModal({ customId, fields }),
  threads: ({ channel }) => twin.channel(channel).getThreads(),
  messages: ({ channel }) => twin.channel(channel).getMessages(),
  response: ({ interaction }) => twin.prisma.interactionResponse.findFirst({ where: { interactionId: interaction } }),
}

const answer = async ({ id, act, given }) => {
  try {
    process.send({ id, result: (await acts[act](given)) ?? null })
  } catch (error) {
    process.send({ id, error: String(error?.stack ?? error) })
  }
}
process.on('message', (asked) => void answer(asked))
process.on('disconnect', () => process.exit(0))
process.send({ url: twin.restUrl })

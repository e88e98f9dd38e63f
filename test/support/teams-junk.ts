import fc from 'fast-check'
import { ana, bot, channels, tenant } from './teams-fake'

/** Activities that nobody should send. */
export const teamsJunk = fc.record(
  {
    type: fc.constantFrom(
      'message',
      'invoke',
      'messageReaction',
      'messageUpdate',
      'conversationUpdate',
      'installationUpdate',
    ),
    name: fc.constantFrom(
      'adaptiveCard/action',
      'task/fetch',
      'task/submit',
      'composeExtension/query',
      'composeExtension/fetchTask',
      'fileConsent/invoke',
      'x',
    ),
    id: fc.anything(),
    text: fc.oneof(fc.string(), fc.anything()),
    from: fc.oneof(fc.constant(ana), fc.anything()),
    value: fc.oneof(
      fc.anything(),
      fc.record({ data: fc.anything(), action: fc.anything(), parameters: fc.anything() }),
    ),
    attachments: fc.anything(),
    entities: fc.anything(),
    replyToId: fc.anything(),
    reactionsAdded: fc.anything(),
    membersAdded: fc.anything(),
    timestamp: fc.anything(),
    recipient: fc.oneof(fc.constant(bot), fc.anything()),
    channelData: fc.anything(),
    conversation: fc.oneof(fc.constant({ id: channels.help, tenantId: tenant }), fc.anything()),
  },
  { requiredKeys: ['type', 'conversation'] },
)

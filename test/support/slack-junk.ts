import fc from 'fast-check'

/** Nonsense in the words of the network. */
const junk = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(null, '', 'message', 'U0ANA', 'C0HELP', '1.1', true, 0, -1, 1e300, 't:x', '{}', '[]'),
    fc.string({ maxLength: 8 }),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(
      fc.constantFrom(
        'type',
        'subtype',
        'user',
        'channel',
        'ts',
        'thread_ts',
        'message',
        'previous_message',
        'blocks',
        'elements',
        'files',
        'attachments',
        'item',
        'edited',
        'id',
        'value',
        'action_id',
        'state',
        'values',
        'private_metadata',
        'tokens',
        'bot',
      ),
      tie('value'),
      { maxKeys: 5 },
    ),
  ),
})).value
const eventTypes = fc.constantFrom(
  'message',
  'app_mention',
  'reaction_added',
  'app_home_opened',
  'member_joined_channel',
  'tokens_revoked',
  'channel_left',
  'nonsense',
)
/** Fields and the type of an event that nobody should send. */
export const slackEvents = fc.tuple(
  fc.dictionary(
    fc.constantFrom(
      'user',
      'channel',
      'ts',
      'subtype',
      'message',
      'previous_message',
      'deleted_ts',
      'event_ts',
      'item',
      'reaction',
      'tab',
      'inviter',
      'tokens',
      'blocks',
      'files',
      'attachments',
      'text',
    ),
    junk,
    { maxKeys: 8 },
  ),
  eventTypes,
)
const interactionTypes = fc.constantFrom(
  'block_actions',
  'message_action',
  'shortcut',
  'view_submission',
  'block_suggestion',
  'view_closed',
)
/** The same of an interaction. */
export const slackActs = fc.tuple(
  fc.dictionary(
    fc.constantFrom(
      'actions',
      'view',
      'message',
      'channel',
      'container',
      'callback_id',
      'trigger_id',
      'block_id',
      'value',
      'response_url',
    ),
    junk,
    { maxKeys: 8 },
  ),
  interactionTypes,
)

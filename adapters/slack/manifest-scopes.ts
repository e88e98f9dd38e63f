/** The bot's scopes and why each is asked: the manifest and docs/connect-slack.md are made of them. */
export const scopeReasons = {
  'app_mentions:read': 'hear its name in group messages, without reading the rest of them',
  'channels:history': 'hear what is written in the public channels it was invited to',
  'channels:read': 'know that it was invited to, or removed from, a public channel, and what it is called',
  'chat:write': 'post tickets, replies and private answers, and keep them up to date',
  'chat:write.customize': 'show a relayed message under its author’s name and picture',
  commands: 'offer /ticket, /desk and the shortcuts',
  'files:read': 'copy the files that come with a message, and take files in forms',
  'files:write': 'share those files with the other side, and take them back',
  'groups:history': 'hear what is written in the private channels it was invited to',
  'groups:read': 'know that it was invited to, or removed from, a private channel, and what it is called',
  'im:history': 'hear what is written to it directly',
  'im:read': 'find its direct messages again after it was away',
  'im:write': 'remind an agent or answer a customer directly',
  'reactions:read': 'take 👀, ✅ and 🎫 for an answer, and relay reactions',
  'reactions:write': 'show the other side’s reactions',
  'usergroups:read': 'give the members of a user group their role, when an admin asks for that',
  'users:read': 'show people by their names, in their language',
} as const satisfies Record<string, string>

export const botScopes = Object.keys(scopeReasons) as readonly (keyof typeof scopeReasons)[]

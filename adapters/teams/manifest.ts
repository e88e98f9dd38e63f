import { clip, type Locale, type OperationInfo } from '../../src/platform'

/** Stands for the Microsoft app ID, until `package-app.ts` puts the real one there. */
export const appIdPlaceholder = '00000000-0000-0000-0000-000000000000'
export const sitePlaceholder = 'https://example.com'

const mostCommands = 10
const words = {
  short: { en: 'Help desk', es: 'Mesa de ayuda' },
  full: { en: 'Taquilla, the help desk in chat', es: 'Taquilla, la mesa de ayuda en el chat' },
  about: { en: 'Ask for help, and give it, without leaving Teams.', es: 'Pide ayuda, y dala, sin salir de Teams.' },
  description: {
    en: 'Write to the bot in its chat or in a request channel: your message becomes a ticket. Agents claim, answer and solve tickets on cards in their own channel, wherever the customer writes.',
    es: 'Escribe al bot en su chat o en un canal de solicitudes: tu mensaje se convierte en un ticket. Los agentes toman, responden y resuelven los tickets en tarjetas de su propio canal, escriba el cliente donde escriba.',
  },
  search: { en: 'Tickets', es: 'Tickets' },
  searchAbout: { en: 'Find a ticket by number or text', es: 'Busca un ticket por número o texto' },
  query: { en: 'Number or text', es: 'Número o texto' },
} as const satisfies Record<string, Record<Locale, string>>

/** Operations in the bot's command menu: help first, what customers may do, then what agents do most. */
const menuOf = (operations: readonly OperationInfo[]): readonly OperationInfo[] => {
  const tickets = operations.filter(({ command }) => command === 'ticket')
  const rank = ({ name, by }: OperationInfo): number =>
    name === 'help' ? 0 : by === 'customer' ? 1 : by === 'agent' ? 2 : 3
  return tickets.toSorted((a, b) => rank(a) - rank(b)).slice(0, mostCommands)
}
const onPosts = (operations: readonly OperationInfo[]): readonly OperationInfo[] =>
  operations.filter(({ menus }) => menus.includes('post')).slice(0, mostCommands - 1)

/** `manifest/teams/manifest.json`: its commands are the registry's. */
export const teamsManifest = (operations: readonly OperationInfo[]): object => ({
  $schema: 'https://developer.microsoft.com/json-schemas/teams/v1.19/MicrosoftTeams.schema.json',
  manifestVersion: '1.19',
  version: '1.0.0',
  id: appIdPlaceholder,
  developer: {
    name: 'Taquilla',
    websiteUrl: sitePlaceholder,
    privacyUrl: `${sitePlaceholder}/privacy`,
    termsOfUseUrl: `${sitePlaceholder}/terms`,
  },
  name: { short: words.short.en, full: words.full.en },
  description: { short: words.about.en, full: words.description.en },
  icons: { color: 'color.png', outline: 'outline.png' },
  accentColor: '#5B5FC7',
  localizationInfo: {
    defaultLanguageTag: 'en',
    additionalLanguages: [{ languageTag: 'es', file: 'es.json' }],
  },
  bots: [
    {
      botId: appIdPlaceholder,
      scopes: ['personal', 'team', 'groupChat'],
      supportsFiles: true,
      isNotificationOnly: false,
      commandLists: [
        {
          scopes: ['personal', 'team', 'groupChat'],
          commands: menuOf(operations).map(({ name, summary }) => ({
            title: clip(name, 32),
            description: clip(summary.en, 128),
          })),
        },
      ],
    },
  ],
  composeExtensions: [
    {
      botId: appIdPlaceholder,
      commands: [
        {
          id: 'list',
          type: 'query',
          title: words.search.en,
          description: words.searchAbout.en,
          initialRun: true,
          context: ['compose', 'commandBox'],
          parameters: [{ name: 'query', title: words.query.en, description: words.searchAbout.en, inputType: 'text' }],
        },
        ...onPosts(operations).map(({ name, title, summary }) => ({
          id: name,
          type: 'action',
          title: clip(title.en, 32),
          description: clip(summary.en, 128),
          context: ['message'],
          fetchTask: true,
        })),
      ],
    },
  ],
  permissions: ['identity', 'messageTeamMembers'],
  validDomains: [],
  webApplicationInfo: { id: appIdPlaceholder, resource: 'https://RscBasedStoreApp' },
  authorization: {
    permissions: {
      resourceSpecific: [
        // Every message of the team's channels, not only those that name the bot: what an intake place is for.
        { name: 'ChannelMessage.Read.Group', type: 'Application' },
        // The same in group chats.
        { name: 'ChatMessage.Read.Chat', type: 'Application' },
      ],
    },
  },
})

/** `manifest/teams/es.json`. Command words stay as they are typed. */
export const teamsSpanish = (operations: readonly OperationInfo[]): object => ({
  $schema: 'https://developer.microsoft.com/json-schemas/teams/v1.19/MicrosoftTeams.Localization.schema.json',
  'name.short': words.short.es,
  'name.full': words.full.es,
  'description.short': words.about.es,
  'description.full': words.description.es,
  ...Object.fromEntries(
    menuOf(operations).map(({ summary }, i) => [
      `bots[0].commandLists[0].commands[${i}].description`,
      clip(summary.es, 128),
    ]),
  ),
  'composeExtensions[0].commands[0].title': words.search.es,
  'composeExtensions[0].commands[0].description': words.searchAbout.es,
  'composeExtensions[0].commands[0].parameters[0].title': words.query.es,
  'composeExtensions[0].commands[0].parameters[0].description': words.searchAbout.es,
  ...Object.fromEntries(
    onPosts(operations).flatMap(({ title, summary }, i) => [
      [`composeExtensions[0].commands[${i + 1}].title`, clip(title.es, 32)],
      [`composeExtensions[0].commands[${i + 1}].description`, clip(summary.es, 128)],
    ]),
  ),
})

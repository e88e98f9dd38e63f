import type { Locale } from '../../src/platform'

/** `es-ES` and `es-419` read Spanish, everybody else English. */
export const localeOf = (tag: string | null | undefined): Locale => (tag?.toLowerCase().startsWith('es') ? 'es' : 'en')

const en = {
  done: '✅ Done.',
  late: 'That took too long. Please try again.',
  failed: 'Something went wrong on our side. Check whether it was done, then try again.',
  unknownAction: 'This button no longer works. Use the latest card, or a command.',
  noForm: (command: string) => `This form is too long for Discord. Use the command \`${command}\`.`,
  cannot: 'There’s nothing to fill in here.',
  goOn: 'Something more is needed:',
  sure: 'Yes',
  notSure: 'No',
  left: 'Nothing was changed.',
  mend: 'Correct it',
  ticketCommand: 'Tickets: open, claim, reply, solve',
  deskCommand: 'Set up the help desk',
  newCommand: 'Open a ticket',
  moreCommand: 'More commands',
  forPerson: (title: string) => `${title} for`,
  whichServer: 'Which server is this about? Your message goes to its team.',
  chooseServer: 'Choose a server',
  handedTo: (server: string) => `Sent to the team of **${server}**.`,
  about: (where: string) => `About what you did in ${where}:`,
  noContent: (server: string) =>
    `The bot can’t read what people write in **${server}**: the “Message Content Intent” is turned off. Panels, commands, menus, 🎫 reactions and direct messages still work. To have messages in a channel become tickets, turn it on in Discord’s developer portal (your application → Bot → Privileged Gateway Intents) and restart the bot.`,
}
const es: typeof en = {
  done: '✅ Hecho.',
  late: 'Tardó demasiado. Inténtalo de nuevo.',
  failed: 'Algo falló por nuestra parte. Comprueba si se hizo e inténtalo de nuevo.',
  unknownAction: 'Este botón ya no funciona. Usa la tarjeta más reciente o un comando.',
  noForm: (command) => `Este formulario es demasiado largo para Discord. Usa el comando \`${command}\`.`,
  cannot: 'Aquí no hay nada que completar.',
  goOn: 'Falta algo más:',
  sure: 'Sí',
  notSure: 'No',
  left: 'No se cambió nada.',
  mend: 'Corregir',
  ticketCommand: 'Tickets: abrir, tomar, responder, resolver',
  deskCommand: 'Configurar la mesa de ayuda',
  newCommand: 'Abrir un ticket',
  moreCommand: 'Más comandos',
  forPerson: (title) => `${title} para`,
  whichServer: '¿De qué servidor se trata? Tu mensaje irá a su equipo.',
  chooseServer: 'Elige un servidor',
  handedTo: (server) => `Enviado al equipo de **${server}**.`,
  about: (where) => `Sobre lo que hiciste en ${where}:`,
  noContent: (server) =>
    `El bot no puede leer lo que se escribe en **${server}**: el «Message Content Intent» está desactivado. Los paneles, comandos, menús, reacciones 🎫 y mensajes directos sí funcionan. Para que los mensajes de un canal se conviertan en tickets, actívalo en el portal de desarrolladores de Discord (tu aplicación → Bot → Privileged Gateway Intents) y reinicia el bot.`,
}
export const words: Readonly<Record<Locale, typeof en>> = { en, es }

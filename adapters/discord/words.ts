import type { Locale } from '../../src/platform'

/** `es-ES` and `es-419` read Spanish, everybody else English. */
export const speaks = (tag: string | null | undefined): Locale => (tag?.toLowerCase().startsWith('es') ? 'es' : 'en')

const en = {
  done: '✅ Done.',
  late: 'That took too long. Please try again.',
  failed: 'Something went wrong here. Please try again in a moment.',
  unknownAction: 'This button is no longer in use.',
  noForm: (command: string) => `This form is too long for Discord. Use the command \`${command}\`.`,
  cannot: 'There is nothing to fill in here.',
  goOn: 'Something more is needed:',
  sure: 'Yes',
  notSure: 'No',
  left: 'Left as it is.',
  mend: 'Fill it in again',
  ticketCommand: 'Tickets: open, claim, reply, solve',
  deskCommand: 'Set the desk up',
  newCommand: 'Open a ticket',
  moreCommand: 'More of the same',
  forPerson: (title: string) => `${title} for`,
  whichServer: 'Which server is this about? I hand your message to its team.',
  chooseServer: 'Choose a server',
  handedTo: (server: string) => `Handed to the team of **${server}**.`,
  about: (where: string) => `About what you did in ${where}:`,
  noContent: (server: string) =>
    `I cannot read what people write in **${server}**: the “Message Content Intent” is off. Panels, commands, menus, 🎫 reactions and direct messages to me work. To have messages in a channel become tickets, turn it on at Discord's developer portal (your application → Bot → Privileged Gateway Intents) and start me again.`,
}
const es: typeof en = {
  done: '✅ Hecho.',
  late: 'Ha tardado demasiado. Inténtalo otra vez.',
  failed: 'Algo ha fallado aquí. Inténtalo otra vez en un momento.',
  unknownAction: 'Este botón ya no se usa.',
  noForm: (command) => `Este formulario es demasiado largo para Discord. Usa el comando \`${command}\`.`,
  cannot: 'Aquí no hay nada que rellenar.',
  goOn: 'Falta algo más:',
  sure: 'Sí',
  notSure: 'No',
  left: 'Se queda como estaba.',
  mend: 'Rellenarlo otra vez',
  ticketCommand: 'Tickets: abrir, tomar, responder, resolver',
  deskCommand: 'Configurar la mesa de ayuda',
  newCommand: 'Abrir un ticket',
  moreCommand: 'Más de lo mismo',
  forPerson: (title) => `${title} para`,
  whichServer: '¿De qué servidor se trata? Paso tu mensaje a su equipo.',
  chooseServer: 'Elige un servidor',
  handedTo: (server) => `Entregado al equipo de **${server}**.`,
  about: (where) => `Sobre lo que has hecho en ${where}:`,
  noContent: (server) =>
    `No puedo leer lo que se escribe en **${server}**: el “Message Content Intent” está apagado. Los paneles, comandos, menús, reacciones 🎫 y mensajes directos funcionan. Para que los mensajes de un canal se conviertan en tickets, enciéndelo en el portal de desarrolladores de Discord (tu aplicación → Bot → Privileged Gateway Intents) y vuelve a arrancarme.`,
}
export const words: Readonly<Record<Locale, typeof en>> = { en, es }

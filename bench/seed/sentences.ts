/** Texts as people write them to a help desk, put together by chance: a few words in most texts, most words in few. */
const english = {
  starts: [
    'Hello',
    'Hi',
    'Good morning',
    'Since yesterday',
    'After the update',
    'On my laptop',
    'From home',
    'At the office',
    'Today',
    'Again',
  ],
  things:
    'printer vpn password email invoice laptop screen account network server calendar certificate browser phone report dashboard license keyboard backup firewall router mailbox spreadsheet headset payroll contract subscription refund delivery warehouse scanner badge projector database cluster token webhook domain proxy gateway'.split(
      ' ',
    ),
  faults:
    'does not work|is broken|expired|is very slow|shows an error|cannot be opened|was locked|stopped responding|is missing|has the wrong total|keeps disconnecting|needs to be renewed|was charged twice|fails to synchronize'.split(
      '|',
    ),
  ends: [
    'Please help',
    'Thanks',
    'Can somebody look into it',
    'It is urgent for our team',
    'I restarted twice',
    'Nothing changed',
    'A colleague has the same',
    'See the attached picture',
  ],
}
const spanish = {
  starts: [
    'Hola',
    'Buenos días',
    'Desde ayer',
    'Después de la actualización',
    'En mi portátil',
    'Desde casa',
    'En la oficina',
    'Hoy',
    'Otra vez',
    'Buenas',
  ],
  things:
    'impresora|conexión|contraseña|correo|factura|portátil|pantalla|cuenta|red|servidor|calendario|certificado|navegador|teléfono|informe|panel|licencia|teclado|copia de seguridad|cortafuegos|buzón|nómina|contrato|suscripción|devolución|envío|almacén|escáner|tarjeta|proyector|sesión|pedido'.split(
      '|',
    ),
  faults:
    'no funciona|está rota|caducó|va muy lenta|muestra un error|no se puede abrir|está bloqueada|dejó de responder|ha desaparecido|tiene el total equivocado|se desconecta todo el tiempo|hay que renovarla|se cobró dos veces|no se sincroniza'.split(
      '|',
    ),
  ends: [
    'Ayuda por favor',
    'Gracias',
    '¿Puede mirarlo alguien?',
    'Es urgente para nosotros',
    'Ya reinicié dos veces',
    'No ha cambiado nada',
    'A una compañera le pasa lo mismo',
    'Adjunto una captura',
  ],
}

/** Always the same numbers: a seeded desk is the same desk everywhere. */
const numbersFrom = (seed: number) => () => {
  seed = (seed + 0x6d2b79f5) | 0
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
}

/** `count` sentences; a product's code in some makes words that few texts have. */
export const sentences = (count: number, seed = 7): readonly string[] => {
  const random = numbersFrom(seed)
  /** The first ones far more often than the last. */
  const pick = <T>(list: readonly T[]): T => list[Math.floor(list.length * random() ** 2)]!
  return Array.from({ length: count }, () => {
    const { starts, things, faults, ends } = random() < 0.6 ? english : spanish
    const code = random() < 0.3 ? ` ${pick(['err', 'sku', 'po', 'host'])}${Math.floor(20_000 * random() ** 2)}` : ''
    return `${pick(starts)}, ${pick(things)} ${pick(faults)}${code}. ${pick(things)} ${pick(faults)}. ${pick(ends)}.`
  })
}

export const givenNames =
  'Ana Carlos Bo Kim Sam Ada Dora Eva Luis Marta Pablo Inés Hugo Nora Iván Lucía Óscar Vera Tom Zoe'.split(' ')
export const familyNames =
  'García Smith López Brown Martín Jones Pérez Miller Núñez Davis Gómez Wilson Ruiz Moore Díaz Clark Peña Lewis Muñoz Hall'.split(
    ' ',
  )
export const tagNames =
  'billing vpn hardware access facturación email network printer refund urgent-customer onboarding security mobile payroll shipping login license outage training feedback'.split(
    ' ',
  )
export const queueNames = ['Billing', 'Hardware', 'Network', 'Access', 'Logística', 'Payroll']

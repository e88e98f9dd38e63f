import type { FieldInfo, OperationInfo } from '../../src/platform'

const field = (name: string, kind: FieldInfo['kind'], required: boolean, more: Partial<FieldInfo> = {}): FieldInfo => ({
  name,
  kind,
  required,
  label: { en: name, es: name },
  suggests: false,
  ...more,
})
const operation = (
  name: string,
  es: string,
  fields: readonly FieldInfo[],
  more: Partial<OperationInfo> = {},
): OperationInfo => ({
  name,
  was: [],
  menus: [],
  command: 'ticket',
  by: 'agent',
  fields,
  title: { en: `${name} it`, es },
  summary: { en: `What ${name} does`, es: `Lo que hace ${name}` },
  ...more,
})
const choice = (value: string, en: string, es: string) => ({ value, label: { en, es } })
const ticket = field('ticket', 'ticket', true)

const status = field('status', 'choice', true, {
  label: { en: 'Status', es: 'Estado' },
  choices: [
    choice('open', 'Open', 'Abierto'),
    choice('pending', 'Pending', 'Pendiente'),
    choice('on-hold', 'On hold', 'En espera'),
    choice('solved', 'Solved', 'Resuelto'),
  ],
})
const priority = field('priority', 'choice', false, {
  label: { en: 'Priority', es: 'Prioridad' },
  choices: [choice('low', 'Low', 'Baja'), choice('high', 'High', 'Alta')],
})

/** A registry like the desk's own. */
export const operations: readonly OperationInfo[] = [
  operation('claim', 'Tomar', [ticket], { was: ['take'] }),
  operation('status', 'Cambiar estado', [ticket, status, field('until', 'time', false)]),
  operation('tag', 'Etiquetar', [ticket, field('tags', 'choices', true, { suggests: true })]),
  operation('reply', 'Responder', [ticket, field('text', 'rich-text', true), field('solve', 'flag', false)]),
  operation('note', 'Anotación', [ticket, field('spent', 'duration', false), field('text', 'rich-text', true)]),
  operation('assign', 'Asignar', [ticket, field('agent', 'user', true)]),
  operation('hand', 'Dar', [ticket, field('agent', 'user', false), field('team', 'text', false)]),
  operation('remind', 'Recordar', [ticket, field('at', 'time', true), field('about', 'text', false)]),
  operation('later', 'Luego', [field('at', 'time', false), field('text', 'rich-text', true)]),
  operation('merge', 'Unir', [ticket, field('into', 'ticket', true)]),
  operation('new', 'Nuevo', [
    priority,
    field('queue', 'choice', false, { suggests: true }),
    field('subject', 'text', true),
    field('image', 'file', true),
  ]),
  operation('list', 'Lista', [field('view', 'choice', false, { suggests: true })]),
  operation('show', 'Ver', [ticket]),
  operation('rules', 'Reglas', [], { command: 'desk' }),
  operation('rules-test', 'Probar reglas', [field('rule', 'text', false), field('days', 'number', false)], {
    command: 'desk',
  }),
  operation('place', 'Lugar', [field('place', 'place', true), field('purpose', 'choice', true)], { command: 'desk' }),
]

import { figuresOf, sourcesIn } from './house'

/** `npm run house`: the figures of the import graph, and whatever breaks its rules. */
const { files, rooms, imports, circles, up } = figuresOf(['src', 'adapters', 'migrations'].flatMap(sourcesIn))
process.stdout.write(
  [
    `${files} files, ${rooms} rooms in src, ${imports} imports`,
    `${circles.length} circles, ${up.length} arrows up`,
    ...circles.map((circle) => `circle: ${circle.join(', ')}`),
    ...up.map((arrow) => `up: ${arrow}`),
    '',
  ].join('\n'),
)

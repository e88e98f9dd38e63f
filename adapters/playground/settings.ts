import { z } from 'zod'

/** The environment variables of the playground. */
export const config = z.object({
  PLAYGROUND: z
    .enum(['on', 'off'])
    .optional()
    .meta({ description: 'The desk in the browser', default: 'on when no network is configured' }),
  PLAYGROUND_TOKEN: z
    .string()
    .regex(/^[\w~.-]{16,200}$/)
    .optional()
    .meta({
      description:
        'Lets whoever has it use the playground from another machine, a container’s host or through a proxy, at /playground/?token=…',
      allowed: '16 or more letters and digits (openssl rand -hex 16)',
      secret: true,
    }),
  DATA_DIR: z.string().min(1).default('data'),
})

export type PlaygroundConfig = z.output<typeof config>

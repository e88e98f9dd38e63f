import { EntitySchema } from 'typeorm'

export const numberSchema = new EntitySchema({
  name: 'number',
  tableName: 'numbers',
  columns: {
    desk: { type: 'uuid', primary: true },
    next: { type: 'bigint' },
  },
})
export const configVersionSchema = new EntitySchema({
  name: 'config-version',
  tableName: 'config_versions',
  columns: {
    desk: { type: 'uuid', primary: true },
    version: { type: 'bigint' },
  },
})
export const dataKeySchema = new EntitySchema({
  name: 'data-key',
  tableName: 'data_keys',
  columns: {
    owner: { type: 'text', primary: true },
    sealed: { type: 'bytea' },
    madeAt: { name: 'made_at', type: 'timestamptz' },
    version: { type: 'int', primary: true },
  },
})
export const migrationSchema = new EntitySchema({
  name: 'migration',
  tableName: 'migrations',
  columns: {
    position: { type: 'int', primary: true },
    name: { type: 'text' },
    sha256: { type: 'text' },
    appliedAt: { name: 'applied_at', type: 'timestamptz' },
  },
})

import type { Migration } from '../src/store/migrate'

/** An owner gets another data key when keys are changed; the earlier ones open what is still under them. */
export const keyVersions: Migration = {
  name: '0030-key-versions',
  up: `
alter table data_keys add column version integer not null default 1;
alter table data_keys drop constraint data_keys_pkey, add primary key (owner, version);
`,
}

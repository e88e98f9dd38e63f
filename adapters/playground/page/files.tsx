import type { VNode } from 'preact'
import { Icon } from './icons.js'
import { useSay } from './context.js'
import { current } from './store.js'
import type { FileView } from './wire.js'

export const fileLimit = 10 * 1024 * 1024

export const sizeOf = (bytes: number): string => {
  const [unit, value] =
    bytes < 1000 ? ['byte', bytes] : bytes < 1e6 ? ['kilobyte', bytes / 1e3] : ['megabyte', bytes / 1e6]
  return new Intl.NumberFormat(current().locale, {
    style: 'unit',
    unit: unit as string,
    maximumFractionDigits: 1,
  }).format(value as number)
}

export const Files = ({ files }: { files: readonly FileView[] }): VNode => (
  <div class="files">
    {files.map((file) =>
      file.picture ? <Picture key={file.id} file={file} /> : <Download key={file.id} file={file} />,
    )}
  </div>
)

const Picture = ({ file }: { file: FileView }): VNode => {
  const say = useSay()
  return (
    <a
      class="picture"
      href={file.url}
      target="_blank"
      rel="noopener"
      aria-label={say('open.picture', { name: file.name })}
    >
      <img src={file.url} alt={file.name} loading="lazy" />
    </a>
  )
}

const Download = ({ file }: { file: FileView }): VNode => {
  const say = useSay()
  return (
    <a class="file" href={file.url} download={file.name} aria-label={say('download', { name: file.name })}>
      <Icon name="file" size={22} />
      <span>
        <b>{file.name}</b>
        <small>{sizeOf(file.size)}</small>
      </span>
    </a>
  )
}

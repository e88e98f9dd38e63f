import { DeliveryFailure, plain, type Content, type Host } from '../../src/platform'
import { keepFile } from './files'
import { fileCount, limits } from './limits'
import type { Body } from './network-post'
import type { SharedNetwork } from './network-shared'
import { render } from './render'

/** Body of what is about to be posted, its files fetched and kept. Throws DeliveryFailure. */
export const bodyOf = async (content: Content, network: SharedNetwork, host: Host): Promise<Body> => {
  if (plain(content.text).length > limits.text)
    throw new DeliveryFailure('refused', `a post may have ${limits.text} characters, and this one has more`)
  const files = content.files ?? []
  if (files.length > fileCount) throw new DeliveryFailure('refused', `a post may have ${fileCount} files`)
  return render(content, await Promise.all(files.map((file) => keepFile(file, network, host))))
}

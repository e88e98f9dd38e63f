import type { VNode } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { Column, unreadIn } from './column.js'
import { SayContext, useSay } from './context.js'
import { Dialogs } from './dialog.js'
import { Guide } from './guide.js'
import { startGuide } from './guide-act.js'
import { stepOf } from './guide-steps.js'
import { Icon } from './icons.js'
import { change, choose, columnIds, speak, useModel } from './store.js'
import type { Model, Theme } from './model.js'
import { speaker } from './words.js'

const narrow = '(max-width: 960px)'

const useNarrow = (): boolean => {
  const [matches, setMatches] = useState(() => matchMedia(narrow).matches)
  useEffect(() => {
    const query = matchMedia(narrow)
    const listener = (): void => setMatches(query.matches)
    query.addEventListener('change', listener)
    return () => query.removeEventListener('change', listener)
  }, [])
  return matches
}

export const App = (): VNode => {
  const model = useModel()
  const isNarrow = useNarrow()
  const { locale, theme } = model
  const step = model.guided && model.read ? stepOf(model) : undefined
  useEffect(() => {
    document.documentElement.lang = locale
    document.documentElement.dataset['theme'] = theme
  }, [locale, theme])
  return (
    <SayContext.Provider value={speaker(locale)}>
      <div class={step === undefined ? 'app' : `app guide-${step}`}>
        <Top model={model} />
        {step !== undefined && <Guide at={step} />}
        {isNarrow && <Tabs model={model} />}
        <main>
          {columnIds.map((id) => (
            <Column key={id} id={id} model={model} visible={!isNarrow || model.tab === id} />
          ))}
        </main>
        <Notice model={model} />
        <Dialogs />
      </div>
    </SayContext.Provider>
  )
}

const Top = ({ model }: { model: Model }): VNode => {
  const say = useSay()
  return (
    <header class="top">
      <img src="icon.svg" alt="" width="32" height="32" />
      <div class="brand">
        <h1>Taquilla</h1>
        <p>{say('tagline')}</p>
      </div>
      <p class={`connection ${model.connection}`} role="status">
        <i aria-hidden="true" />
        <span>{say(`connection.${model.connection}`)}</span>
      </p>
      <button
        type="button"
        class="button quiet"
        onClick={() => (model.guided ? choose({ guided: false }) : void startGuide())}
        aria-pressed={model.guided}
      >
        <Icon name="spark" size={16} />
        <span>{say('guide')}</span>
      </button>
      <div class="languages" role="group" aria-label={say('language')}>
        {(['en', 'es'] as const).map((locale) => (
          <button
            key={locale}
            type="button"
            lang={locale}
            aria-pressed={model.locale === locale}
            aria-label={locale === 'en' ? 'English' : 'Español'}
            onClick={() => speak(locale)}
          >
            {locale.toUpperCase()}
          </button>
        ))}
      </div>
      <ThemeButton theme={model.theme} />
    </header>
  )
}

const themes: readonly Theme[] = ['system', 'light', 'dark']
const themeIcons = { system: 'system', light: 'sun', dark: 'moon' } as const

const ThemeButton = ({ theme }: { theme: Theme }): VNode => {
  const say = useSay()
  const next = themes[(themes.indexOf(theme) + 1) % themes.length] ?? 'system'
  const label = `${say('theme')}: ${say(`theme.${theme}`)}`
  return (
    <button
      type="button"
      class="button quiet square"
      title={label}
      aria-label={label}
      onClick={() => choose({ theme: next })}
    >
      <Icon name={themeIcons[theme]} />
    </button>
  )
}

const Tabs = ({ model }: { model: Model }): VNode => {
  const say = useSay()
  return (
    <nav class="tabs">
      {columnIds.map((id) => {
        const as = model.acting[id]
        const unread = model.tab === id ? 0 : unreadIn(model, id, as) + unreadIn(model, `dm.${as}`, as)
        return (
          <button
            key={id}
            type="button"
            aria-current={model.tab === id ? 'page' : undefined}
            aria-controls={`column-${id}`}
            onClick={() => change({ tab: id })}
          >
            {say(`column.${id}`)}
            {unread > 0 && (
              <span class="count" aria-label={say('unread', { count: unread })}>
                {unread}
              </span>
            )}
          </button>
        )
      })}
    </nav>
  )
}

const Notice = ({ model }: { model: Model }): VNode => {
  const say = useSay()
  return (
    <div class="notice-place" role="alert">
      {model.notice && (
        <p class="notice">
          {model.notice}
          <button type="button" class="bare" aria-label={say('close')} onClick={() => change({ notice: undefined })}>
            <Icon name="close" size={16} />
          </button>
        </p>
      )}
    </div>
  )
}

import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { inFlight, needsToken, unreachable } from '../data/fetch.ts';
import { Banner } from './banner.tsx';
import { Help } from './help.tsx';
import { useKeys, type Keys } from './keys.ts';
import { Login } from './login.tsx';
import { href, navigate, path } from './location.ts';
import { Rail } from './rail.tsx';
import { live, setLive, shiftRange } from './range.ts';
import { matchRoute, ROUTES } from './routes.ts';
import { TopBar } from './top-bar.tsx';

function goKeys(): Keys {
  const keys: Record<string, () => void> = {
    '[': () => shiftRange(-1),
    ']': () => shiftRange(1),
    p: () => setLive(!live.value),
    Escape: () => (document.activeElement as HTMLElement | null)?.blur(),
  };
  for (const { path: target, rail } of ROUTES) {
    if (rail !== undefined) keys[`g ${rail.key}`] = () => navigate(href(target));
  }
  return keys;
}

function Nowhere(): JSX.Element {
  return (
    <div class="empty">
      <h1>There is no such page</h1>
      <a href={href('/')}>Overview</a>
    </div>
  );
}

function Busy(): JSX.Element {
  return <div class={inFlight.value > 0 ? 'busy on' : 'busy'} />;
}

function Unreachable(): JSX.Element | null {
  if (!unreachable.value) return null;
  return (
    <p class="strip bad-strip" role="alert">
      The local stack does not answer: what is shown is the last it said. It is asked again by
      itself.
    </p>
  );
}

export function App(): JSX.Element {
  const [help, setHelp] = useState(false);
  useKeys({ ...goKeys(), '?': () => setHelp(true) }, 'frame');
  const match = matchRoute(path.value);
  useEffect(() => {
    const name = match === undefined || match.name === '' ? '' : `${match.name.slice(0, 24)} · `;
    document.title = `${name}${match?.route.title ?? 'Not found'} · Sightline`;
  }, [match?.route, match?.name]);
  if (needsToken.value) return <Login />;
  const Page = match?.route.page;
  return (
    <div class="shell">
      <Rail current={match?.route} />
      <TopBar onHelp={() => setHelp(true)} />
      <main class="main" tabIndex={-1}>
        <Busy />
        <Unreachable />
        <Banner />
        {Page === undefined || match === undefined ? (
          <Nowhere />
        ) : (
          <Page key={`${match.route.title}${match.name}`} name={match.name} />
        )}
      </main>
      {help ? <Help close={() => setHelp(false)} /> : null}
    </div>
  );
}

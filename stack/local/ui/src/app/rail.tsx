import type { JSX } from 'preact';
import { whole } from '../format/number.ts';
import { Icon } from '../parts/icon.tsx';
import { lastTick } from './live.ts';
import { href } from './location.ts';
import { ROUTES, type Route } from './routes.ts';

function Kept(): JSX.Element {
  const tick = lastTick.value;
  return (
    <p class="foot" aria-hidden="true">
      {tick === undefined ? ' ' : `${whole(tick.spans)} spans`}
      <br />
      {tick === undefined ? ' ' : `${whole(tick.logs)} lines`}
    </p>
  );
}

export function Rail({ current }: { readonly current: Route | undefined }): JSX.Element {
  const marked = current?.under ?? current?.path;
  return (
    <nav class="rail" aria-label="Pages">
      <a class="brand" href={href('/')} aria-label="Sightline, overview">
        <Icon name="brand" />
        <span class="word">Sightline</span>
      </a>
      <ul>
        {ROUTES.map(({ path, title, rail }) =>
          rail === undefined ? null : (
            <li key={path}>
              <a
                href={href(path)}
                title={`${title} (g ${rail.key})`}
                aria-current={marked === path ? 'page' : undefined}
              >
                <Icon name={rail.icon} />
                <span class="word">{title}</span>
              </a>
            </li>
          ),
        )}
      </ul>
      <Kept />
    </nav>
  );
}

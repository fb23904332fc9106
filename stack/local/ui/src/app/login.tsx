import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { logIn } from '../data/fetch.ts';

/** Shown when the server is reachable from other machines and asks who is there. */
export function Login(): JSX.Element {
  const [problem, setProblem] = useState('');
  const onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    const token = new FormData(event.currentTarget as HTMLFormElement).get('token');
    if (typeof token !== 'string' || token === '') return;
    logIn(token).then(
      (fault) => {
        if (fault === undefined) window.location.reload();
        else setProblem(fault.message);
      },
      () => setProblem('The local stack does not answer.'),
    );
  };
  return (
    <main class="login">
      <form onSubmit={onSubmit}>
        <h1>This stack asks for its token</h1>
        <p class="dim">
          It listens on more than this machine. The token stands in the terminal where it was
          started.
        </p>
        <label class="unseen" for="token">
          Token
        </label>
        <input id="token" name="token" type="password" autocomplete="current-password" autofocus />
        {problem === '' ? null : (
          <p class="bad" role="alert">
            {problem}
          </p>
        )}
        <button type="submit" class="primary">
          Open
        </button>
      </form>
    </main>
  );
}

import { render } from 'preact';
import './styles/tokens.css';
import './styles/base.css';
import './styles/shell.css';
import './styles/parts.css';
import './styles/compare.css';
import './styles/explore.css';
import './styles/tables.css';
import './styles/map.css';
import './styles/service.css';
import './styles/logs.css';
import './styles/trace.css';
import './styles/lists.css';
import './styles/charts.css';
import { App } from './app/app.tsx';
import { startKeys } from './app/keys.ts';
import { startLive } from './app/live.ts';
import { startLocation } from './app/location.ts';
import { startTheme } from './app/theme.ts';

startTheme();
startLocation();
startKeys();
startLive();

const root = document.querySelector('#app');
if (root === null) throw new Error('index.html has no #app');
render(<App />, root);

// Runs before the first paint, so that a stored choice never flashes the other theme.
try {
  const stored = localStorage.getItem('sightline.theme');
  if (stored === 'dark' || stored === 'light') document.documentElement.dataset.theme = stored;
} catch {
  // Storage is switched off: the system's preference holds.
}

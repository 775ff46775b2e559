// Runs before the first paint so that a chosen theme never flashes the other one.
// A file of its own because the content security policy allows no inline scripts.
(function () {
  try {
    var theme = localStorage.getItem('onetill.theme');
    if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
  } catch {
    // Storage may be switched off; the system's theme is then the right one.
  }
})();

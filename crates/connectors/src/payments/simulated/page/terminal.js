// The terminal's screen: shows its state as it changes, and passes on the buttons.

/** How long an outcome stays on the screen, in milliseconds. */
const SHOW_OUTCOME_MS = 12_000;

/** The pause before the terminal is asked again after it did not answer, in milliseconds. */
const RETRY_MS = 1_000;

const tones = {
  waiting_for_card: 'ask',
  authorising: 'work',
  approved: 'good',
  declined: 'bad',
  cancelled: 'warn',
  expired: 'warn',
};

const by = (id) => document.getElementById(id);
const buttons = [...document.querySelectorAll('[data-press]')];

/** The last state that the terminal told; none before the first and while it is off. */
let state = null;
/** When it told it, by the browser's clock. */
let toldAt = 0;
let backToReady;

function text(id, value) {
  // Only what differs, so that a reader of the screen hears it once.
  if (by(id).textContent !== value) by(id).textContent = value;
}

function show() {
  const last = state?.last[0];
  const age = last ? last.concluded_ms_ago + Date.now() - toldAt : Infinity;
  const line = state?.current ?? (age < SHOW_OUTCOME_MS ? last : undefined);

  by('screen').dataset.tone = line ? tones[line.status] : 'idle';
  text('kind', line ? (line.kind === 'refund' ? 'Refund' : 'Payment') : '');
  text('amount', line?.amount ?? '');
  text('sentence', line?.sentence ?? (state ? 'Ready' : 'The terminal is off'));
  text('card', line?.card ?? '');

  clearTimeout(backToReady);
  if (line && line === last) backToReady = setTimeout(show, SHOW_OUTCOME_MS - age + 1);

  by('held').hidden = !state?.holds_answers;
  showButtons();
  if (state) showPast(state.last);
}

function showButtons() {
  const current = state?.current;
  const armed = current ? null : state?.next?.mode;
  text('aim', current ? 'This payment' : 'The next payment');
  for (const button of buttons) {
    const off = !state || (current && current.status !== 'waiting_for_card');
    button.setAttribute('aria-disabled', String(Boolean(off)));
    if (current) button.removeAttribute('aria-pressed');
    else button.setAttribute('aria-pressed', String(armed === button.dataset.mode));
  }
  text('hint', hint(current, armed));
  for (const input of by('modes').querySelectorAll('input')) {
    input.disabled = !state;
    input.checked = state?.behaviour.mode === input.value;
  }
}

function hint(current, armed) {
  if (!state) return '';
  if (current) return current.status === 'waiting_for_card' ? 'Press what the customer does.' : '';
  if (armed) return `Only for the next ${state.next_count === 1 ? 'payment' : `${state.next_count} payments`}. Press again to undo.`;
  const mode = state.behaviour.mode;
  if (mode === 'by_hand') return 'It will wait for you. Or press now what it will do.';
  if (mode === 'approve') return 'It will be approved. Or press now what else it will do.';
  return `Payments are set to: ${mode.replaceAll('_', ' ')}.`;
}

function showPast(lines) {
  by('none').hidden = lines.length > 0;
  by('last').replaceChildren(
    ...lines.map((line) => {
      const item = document.createElement('li');
      const time = new Date(line.received_at);
      item.append(
        part('span', 'sum', `${line.kind === 'refund' ? 'Refund ' : ''}${line.amount}`),
        part('time', '', time.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', second: '2-digit' })),
        part('span', 'what', [line.sentence, line.card, line.held && 'answer held back'].filter(Boolean).join(' · ')),
      );
      item.children[1].dateTime = line.received_at;
      item.children[2].dataset.tone = line.held ? 'warn' : tones[line.status];
      return item;
    }),
  );
}

function part(tag, name, value) {
  const element = document.createElement(tag);
  element.className = name;
  element.textContent = value;
  return element;
}

async function send(path, body) {
  text('problem', '');
  try {
    const response = await fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) text('problem', (await response.json()).message);
  } catch {
    text('problem', 'The terminal did not answer. Press again.');
  }
}

function press(button) {
  if (!state || button.getAttribute('aria-disabled') === 'true') return;
  const current = state.current;
  if (current) {
    send('hand', { reference: current.reference, press: button.dataset.press });
  } else {
    const armed = button.getAttribute('aria-pressed') === 'true';
    send('behaviour', { mode: button.dataset.mode, next: armed ? 0 : 1 });
  }
}

for (const button of buttons) button.addEventListener('click', () => press(button));
by('release').addEventListener('click', () => send('release', {}));
by('modes').addEventListener('change', (event) => send('behaviour', { mode: event.target.value }));
document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  const button = buttons.find((one) => one.getAttribute('aria-keyshortcuts') === event.key.toLowerCase());
  if (button) press(button);
});

for (;;) {
  try {
    const response = await fetch(state ? `state?after=${state.version}` : 'state');
    if (!response.ok) throw new Error(response.statusText);
    state = await response.json();
    toldAt = Date.now();
    show();
  } catch {
    state = null;
    show();
    await new Promise((again) => setTimeout(again, RETRY_MS));
  }
}

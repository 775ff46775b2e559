// Shows what the printer printed, and lets a hand at it.
const at = (id) => document.getElementById(id);

function part(name, text, className) {
  const element = document.createElement(name);
  element.textContent = text;
  element.className = className;
  return element;
}

function picture({ picture, row_bytes }) {
  const canvas = document.createElement('canvas');
  canvas.width = row_bytes * 8;
  canvas.height = picture.length / row_bytes;
  const pen = canvas.getContext('2d');
  picture.forEach((byte, index) => {
    for (let bit = 0; bit < 8; bit += 1) {
      if (byte & (0x80 >> bit)) {
        pen.fillRect((index % row_bytes) * 8 + bit, Math.floor(index / row_bytes), 1, 1);
      }
    }
  });
  return canvas;
}

function piece(item) {
  if ('line' in item) {
    return part('div', item.line, `line${item.bold ? ' bold' : ''}${item.large ? ' large' : ''}`);
  }
  if (item.picture) return picture(item);
  if (item.barcode) return part('div', `barcode ${item.barcode}`, 'code');
  if (item.qr) return part('div', `QR ${item.qr}`, 'code');
  return null;
}

function show(state) {
  at('name').textContent = state.name;
  const trouble = [];
  if (state.cover_open) trouble.push('cover open');
  if (state.paper === 'out') trouble.push('no paper');
  if (state.paper === 'low') trouble.push('paper nearly used up');
  at('lamp').textContent = trouble.length > 0 ? trouble.join(', ') : 'ready';
  at('drawer').textContent = `Drawer opened: ${state.kicks}`;
  at('complaint').textContent = state.complaint ?? '';
  for (const button of document.querySelectorAll('[data-hand]')) {
    const [[name, value]] = Object.entries(JSON.parse(button.dataset.hand));
    if (name in state) button.setAttribute('aria-pressed', String(state[name] === value));
  }
  const slips = state.slips.toReversed().map((items) => {
    const slip = part('article', '', 'slip');
    slip.append(...items.map(piece).filter(Boolean));
    return slip;
  });
  at('slips').replaceChildren(...slips);
}

let last = '';
async function look(request = fetch('/state')) {
  const text = await (await request).text();
  if (text !== last) show(JSON.parse(text));
  last = text;
}

document.addEventListener('click', (event) => {
  const hand = event.target.closest('[data-hand]')?.dataset.hand;
  if (hand === undefined) return;
  void look(fetch('/hand', { method: 'POST', headers: { 'content-type': 'application/json' }, body: hand }));
});
void look();
setInterval(() => void look().catch(() => {}), 1000);

// The ways in: dropping, choosing, pasting, and forms for what belongs together.

import { giveUp } from './bridge.js';
import { byId } from './dom.js';
import { bytesOf, evidenceBytes, keyIn, textFile } from './intake.js';

const FORMS = ['paste', 'exchange', 'document'];

/** Shows one form, or hides it; null hides all. */
export function toggle(name) {
  for (const form of FORMS) {
    const shown = form === name && byId(form).hidden;
    byId(form).hidden = !shown;
    byId(`${form}-open`).setAttribute('aria-expanded', String(shown));
    if (shown) byId(form).querySelector('textarea, input').focus();
  }
}

/** A field's file, or its text; null if both are empty. */
async function fieldBytes(id) {
  const file = byId(`${id}-file`).files[0];
  if (file) return new Uint8Array(await file.arrayBuffer());
  const text = byId(id).value.trim();
  return text === '' ? null : bytesOf(text);
}

/** The evidence of the form for one exchange. */
async function exchangeOf() {
  const [request, response] = [await fieldBytes('exchange-request'), await fieldBytes('exchange-response')];
  const key = byId('exchange-key').value.trim();
  if (!response) throw new Error('there is no response');
  if (key !== '' && keyIn(key) === null) {
    throw new Error('a key has 32 bytes: 44 characters of base64, or 64 hexadecimal digits');
  }
  return {
    evidence: { kind: 'exchange', name: 'exchange', response, request: request ?? undefined, publicKey: key || undefined },
  };
}

/** The stamp and its document. */
async function stampOf() {
  const [document] = byId('document-file').files;
  const [stamp] = byId('document-stamp').files;
  if (!document || !stamp) throw new Error('both are needed: the document and its stamp');
  return { evidence: { kind: 'report', name: stamp.name, bytes: await evidenceBytes(stamp) }, document };
}

function listenToDrops(open) {
  const drop = byId('drop');
  let depth = 0;
  const over = (event) => {
    event.preventDefault();
    drop.classList.add('over');
  };
  document.addEventListener('dragenter', (event) => {
    depth += 1;
    over(event);
  });
  document.addEventListener('dragover', over);
  document.addEventListener('dragleave', () => {
    depth -= 1;
    if (depth <= 0) drop.classList.remove('over');
  });
  document.addEventListener('drop', (event) => {
    event.preventDefault();
    depth = 0;
    drop.classList.remove('over');
    const { files } = event.dataTransfer;
    const text = event.dataTransfer.getData('text/plain');
    if (files.length > 0) open(files);
    else if (text) open([textFile(text, 'dropped text')]);
  });
}

/** Pasting anywhere but into a field. */
function listenToPaste(open) {
  document.addEventListener('paste', (event) => {
    if (event.target.closest?.('textarea, input')) return;
    const { files } = event.clipboardData;
    const text = event.clipboardData.getData('text/plain');
    if (files.length > 0) open(files);
    else if (text.trim()) open([textFile(text, 'pasted text')]);
  });
}

function listenToForms(open, judgeForm) {
  byId('choose').addEventListener('click', () => byId('files').click());
  for (const id of ['files', 'list-file']) {
    byId(id).addEventListener('change', async ({ target }) => {
      await open(target.files);
      target.value = '';
    });
  }
  for (const form of FORMS) byId(`${form}-open`).addEventListener('click', () => toggle(form));
  byId('paste-go').addEventListener('click', () => {
    if (byId('paste-text').value.trim()) open([textFile(byId('paste-text').value, 'pasted text')]);
  });
  byId('exchange-go').addEventListener('click', () => judgeForm(exchangeOf));
  byId('document-go').addEventListener('click', () => judgeForm(stampOf));
  byId('cancel').addEventListener('click', giveUp);
}

/** `open(files)` takes what comes as files or text; `judgeForm(read)` what `read()` finds in a form. */
export function listen(open, judgeForm) {
  listenToDrops(open);
  listenToPaste(open);
  listenToForms(open, judgeForm);
}

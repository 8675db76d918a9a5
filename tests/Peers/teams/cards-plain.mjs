// Reads Adaptive Cards the way a person does: words, buttons, inputs.
export const CARD = 'application/vnd.microsoft.card.adaptive';

/** Calls visit for every object inside. */
export function walk(node, visit) {
  if (Array.isArray(node)) for (const x of node) walk(x, visit);
  else if (node && typeof node === 'object') {
    visit(node);
    for (const x of Object.values(node)) walk(x, visit);
  }
}

export const cardsOf = activity => (activity.attachments ?? []).filter(x => x.contentType === CARD).map(x => x.content);

const collect = (cards, pattern) => {
  const found = [];
  for (const card of cards)
    walk(card, node => {
      if (pattern.test(node.type ?? '')) found.push(node);
    });
  return found;
};
export const actionsOf = cards => collect(cards, /^Action\./);
export const inputsOf = cards => collect(cards, /^Input\./);

/** All visible words of an activity: text, text blocks, facts, rich text, buttons in [brackets], inputs in <brackets>. */
export function plain(activity) {
  const out = [activity.text ?? ''];
  for (const card of cardsOf(activity))
    walk(card, node => {
      if (node.type === 'TextBlock' || node.type === 'TextRun') out.push(node.text);
      if (node.type === 'FactSet') for (const f of node.facts ?? []) out.push(`${f.title}: ${f.value}`);
      if (/^Action\./.test(node.type ?? '')) out.push(`[${node.title}]`);
      if (/^Input\./.test(node.type ?? '')) out.push(`<${node.label ?? node.placeholder ?? node.id}>`);
    });
  return out.filter(Boolean).join('\n');
}

/** What the client would send for a card's inputs: given values by label, id or placeholder; the others as they stand. Throws where the client would refuse. */
export function fill(cards, values = {}) {
  const out = {},
    left = new Set(Object.keys(values)),
    inputs = inputsOf(cards);
  for (const input of inputs) {
    const names = [input.id, input.label, input.placeholder, input.title];
    const given = [...left].find(k => names.includes(k));
    let value = given === undefined ? input.value : values[given];
    if (given !== undefined) left.delete(given);
    if (input.type === 'Input.ChoiceSet' && value !== undefined) {
      const choice = input.choices?.find(c => c.title === value || c.value === value);
      if (!choice && !input['choices.data'])
        throw new Error(`no choice "${value}" in ${input.label ?? input.id}: ${input.choices?.map(c => c.title).join(', ')}`);
      value = choice?.value ?? value;
    }
    if (value !== undefined && value !== '') out[input.id] = String(value);
    else if (input.isRequired) throw new Error(`Teams would not send: required input "${input.label ?? input.id}" is empty`);
    if (input.maxLength && out[input.id]?.length > input.maxLength) throw new Error(`Teams would not send: "${input.label}" is longer than ${input.maxLength}`);
  }
  if (left.size) throw new Error(`no input ${[...left].join(', ')}; there are: ${inputs.map(i => i.label ?? i.id).join(', ')}`);
  return out;
}

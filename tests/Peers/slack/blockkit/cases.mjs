// Messages and views at the edges of Block Kit's limits, with what a check must say about each.
const pt = t => ({ type: 'plain_text', text: t }),
  mk = t => ({ type: 'mrkdwn', text: t }),
  R = n => 'x'.repeat(n);
const ok = [
  { type: 'header', text: pt('Case 42') },
  {
    type: 'section',
    block_id: 's1',
    text: mk('*hi*'),
    fields: [mk('a'), mk('b')],
    accessory: { type: 'overflow', action_id: 'o', options: [{ text: pt('x'), value: 'y' }] },
  },
  {
    type: 'actions',
    block_id: 'a',
    elements: [
      { type: 'button', action_id: 'claim', text: pt('Claim'), value: '42', style: 'primary' },
      { type: 'button', action_id: 'ask', text: pt('Ask') },
    ],
  },
  { type: 'context', elements: [mk('ctx')] },
  { type: 'divider' },
];
/** [what, blocks, refused] */
export const blockCases = [
  ['ok', ok, false],
  ['51 blocks', Array(51).fill({ type: 'divider' }), true],
  ['section 3001', [{ type: 'section', text: mk(R(3001)) }], true],
  ['section 3000', [{ type: 'section', text: mk(R(3000)) }], false],
  ['header 151', [{ type: 'header', text: pt(R(151)) }], true],
  ['header mrkdwn', [{ type: 'header', text: mk('a') }], true],
  ['button 76', [{ type: 'actions', elements: [{ type: 'button', action_id: 'a', text: pt(R(76)) }] }], true],
  ['26 actions', [{ type: 'actions', elements: Array.from({ length: 26 }, (_, i) => ({ type: 'button', action_id: 'a' + i, text: pt('a') })) }], true],
  ['bad style', [{ type: 'actions', elements: [{ type: 'button', action_id: 'a', text: pt('a'), style: 'default' }] }], true],
  ['unknown prop', [{ type: 'section', text: mk('a'), bogus: 1 }], true],
  ['unknown block', [{ type: 'sektion' }], true],
  ['empty text', [{ type: 'section', text: mk('') }], true],
  [
    'dup action_id',
    [
      {
        type: 'actions',
        elements: [
          { type: 'button', action_id: 'a', text: pt('a') },
          { type: 'button', action_id: 'a', text: pt('b') },
        ],
      },
    ],
    true,
  ],
  [
    'dup block_id',
    [
      { type: 'divider', block_id: 'x' },
      { type: 'divider', block_id: 'x' },
    ],
    true,
  ],
  [
    '101 options',
    [
      {
        type: 'actions',
        elements: [{ type: 'static_select', action_id: 's', options: Array.from({ length: 101 }, (_, i) => ({ text: pt('o'), value: '' + i })) }],
      },
    ],
    true,
  ],
  ['value 2001', [{ type: 'actions', elements: [{ type: 'button', action_id: 'a', text: pt('a'), value: R(2001) }] }], true],
  ['11 fields', [{ type: 'section', fields: Array(11).fill(mk('a')) }], true],
];
const v = {
  type: 'modal',
  callback_id: 'c',
  title: pt('Resolve'),
  submit: pt('Go'),
  private_metadata: 'x',
  blocks: [{ type: 'input', block_id: 'b', label: pt('Note'), element: { type: 'plain_text_input', action_id: 'n', multiline: true } }],
};
/** [what, view, refused] */
export const viewCases = [
  ['view ok', v, false],
  ['title 25', { ...v, title: pt(R(25)) }, true],
  ['no submit', { ...v, submit: undefined }, true],
  ['pm 3001', { ...v, private_metadata: R(3001) }, true],
  ['101 blocks', { ...v, blocks: Array(101).fill({ type: 'divider' }) }, true],
  ['home ok', { type: 'home', blocks: ok }, false],
  ['home submit', { type: 'home', submit: pt('x'), blocks: ok }, true],
];

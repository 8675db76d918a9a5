// What a person reads of a message.
const walk = (node, visit) => {
  if (Array.isArray(node)) return node.forEach(child => walk(child, visit));
  if (!node || typeof node !== 'object') return;
  visit(node);
  Object.values(node).forEach(child => walk(child, visit));
};

/** The words of a message on Slack, on one line; links with their address. */
export function wordsOnSlack({ blocks, text }) {
  const words = [];
  walk(blocks ?? [], node => {
    if (typeof node.text === 'string') words.push(node.text);
    if (node.type === 'link' && node.url) words.push(node.url);
  });
  return (words.join(' ') || text || '').replace(/\s+/g, ' ');
}

export function buttonsOf({ blocks }) {
  const titles = [];
  walk(blocks ?? [], node => node.type === 'button' && titles.push(node.text?.text));
  return titles;
}

const picturesOf = ({ attachments = [] }) => attachments.map(a => (a.contentUrl?.startsWith('data:image/') ? ` [picture ${a.name}]` : '')).join('');

/** Messages of the bot in a place on Teams, without the first `known` of them. */
export const newOnTeams = (teams, place, known) =>
  teams
    .sees(place)
    .slice(known)
    .map(message => `${place} sees: ${message.plain.replace(/\n/g, ' / ')}${picturesOf(message)}`);

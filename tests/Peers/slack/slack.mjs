// The Slack side of the bot's world: npm `emulate` (0.12.2, pinned) answers the Web API; our driver sends what Slack would send.
import { EmulateSlack } from './backend-emulate.mjs';
let current = null;
/** Starts the Slack side. Options and results: see README.md. */
export async function start(options = {}) {
  return (current = await new EmulateSlack(options).start());
}
const forward =
  (name) =>
  (...args) =>
    current[name](...args);
export const userSays = forward('userSays'),
  click = forward('click'),
  openedModal = forward('openedModal'),
  submitModal = forward('submitModal'),
  slash = forward('slash'),
  messages = forward('messages'),
  thread = forward('thread'),
  openHome = forward('openHome'),
  home = forward('home'),
  stop = forward('stop');
export { until, sleep, plain, elements, sign } from './common.mjs';

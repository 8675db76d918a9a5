// A person in the built-in web chat. The members of a seat are described in slack.mjs.
export const webPlace = 'web:specialists';
export class WebSeat {
  channel = 'web';
  constructor() {
    throw new Error('the web chat has no driver yet');
  }
}

// One day of a rep and a specialist, told for each pair of channels: talk, questions, quotes, files, edits, words that may be an answer or a question,
// asks and answers, a host that is killed in the middle, an outcome and a client who is told. Nothing is lost, nobody explains twice, and the digest's
// line accounts for every message.
import assert from 'node:assert/strict';
import zlib from 'node:zlib';
import { certificate } from './organisation.mjs';
import { becomesCase } from './the-main-job.mjs';

// A picture of one colour: small enough for every platform, and different from the others in every byte that counts.
function picture(name, shade) {
  const chunk = (kind, data) => {
    const body = Buffer.concat([Buffer.from(kind), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(zlib.crc32 ? zlib.crc32(body) : crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const header = Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0]);
  const pixels = zlib.deflateSync(Buffer.from([0, shade, 255 - shade, 128]));
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
  return { name, type: 'image/png', bytes: Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))]) };
}
function crc32(bytes) {
  let sum = ~0;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return ~sum >>> 0;
}
const label = picture('label.png', 10),
  serial = picture('serial.png', 90),
  gates = picture('gates.png', 170);

export const chapters = [
  [
    'she greets the team, and it is no question',
    async ({ rita }) => {
      await rita.says('hello team');
      await rita.sees(/hello rita/i);
      await rita.says('ok will try that, thanks…');
      await rita.sees(/glad|any time|i am here/i);
    },
  ],
  [
    'an answer, asked anew by an edit: one answer, in its place',
    async story => {
      const { rita } = story;
      // Of a day some short words are said more than once, as people say them.
      story.mayRepeat.push(/^Sent to (Ben|Rita)/, /^Added to ESC-/, /^Renew the signing certificate[^]*Solved/, /^ESC-\d+ · /);
      const said = await rita.says('How do we renew the certificate?');
      await rita.sees(/certificate/i);
      await rita.edits(said, certificate.question);
      await rita.sees(/Open Settings, Identity, Certificates/);
      await rita.presses('This solved it', { on: 'Open Settings, Identity' });
      await rita.noLongerMay('This solved it');
    },
  ],
  [
    'a question with a picture becomes a case, and the picture is in its thread',
    async story => {
      const { rita, ben } = story;
      const known = (await rita.seat.chat()).map(m => m.id);
      const pressing = () => rita.presses('Get a specialist', { known });
      await rita.attaches('The loading dock tablet prints barcode QX-7781 upside down since Tuesday', label);
      await pressing();
      await rita.fillsForm({ 'What have you tried?': 'Restarted the tablet twice' }, { open: pressing });
      story.number = await rita.learnsCaseNumber();
      const card = await ben.findsCase(story.number, /QX-7781/);
      assert.match(card.words, /Restarted the tablet twice/);
      await ben.opensFile(label, story.number);
      await ben.pressesOnCase(story.number, 'Claim');
      await rita.sees(new RegExp(`${story.number}[^]*Ben has`));
    },
  ],
  [
    'while Ben waits for an answer she asks something else: it is answered, and his question stays open',
    async ({ rita, ben, number }) => {
      await ben.fillsFormOfCase(number, 'Ask the rep', 'Which label stock is in the printer?');
      await rita.sees('Which label stock is in the printer?');
      const before = (await rita.seat.chat()).map(m => m.id);
      await rita.asks('How do we renew the signing certificate for our single sign-on?');
      await rita.presses('This solved it', { known: before });
      await rita.repliesTo('Which label stock is in the printer?', 'Stock 4x6 thermal');
      await ben.seesInThread(number, 'Stock 4x6 thermal');
      assert.ok(!(await ben.seat.thread(await ben.findsCase(number))).some(m => /signing certificate/.test(m.words)), 'her question was taken for the answer');
    },
  ],
  [
    'what may be an answer or a question is asked about once',
    async ({ rita, ben, number }) => {
      await ben.fillsFormOfCase(number, 'Ask the rep', 'Which gateway firmware do they run?');
      await rita.sees('Which gateway firmware do they run?');
      await rita.says('The gateway was changed by the vendor last week and somebody there said that firmware might matter for us?');
      const asked = async () => (await rita.seat.chat()).find(m => m.buttons.includes(`Answer to ${number}`));
      for (let tries = 0; tries < 40 && !(await asked()); tries++) await new Promise(r => setTimeout(r, 100));
      if (await asked()) await rita.presses(`Answer to ${number}`);
      await ben.seesInThread(number, 'changed by the vendor last week');
    },
  ],
  [
    'a picture alone answers the next question',
    async ({ rita, ben, number }) => {
      await ben.fillsFormOfCase(number, 'Ask the rep', 'Please send a photo of the serial plate');
      await rita.sees('Please send a photo of the serial plate');
      await rita.attaches('', serial);
      await ben.opensFile(serial, number);
    },
  ],
  [
    'a mail that she quotes, with its footer, changes neither priority nor readers',
    async ({ rita, ben, number }) => {
      const before = await ben.findsCase(number);
      const mail =
        'see their mail\n\nOn Mon, 9 Nov 2026 at 09:12, Pat Client <pat@client.example> wrote:\n> It beeps at gate seven\n> our lawyer reads along\n>\n> -- \n> CONFIDENTIAL: legal action will follow any disclosure';
      await rita.says(`${number} ${mail}`);
      await ben.seesInThread(number, 'It beeps at gate seven');
      const after = await ben.findsCase(number);
      const priority = words => words.match(/\bP[1-4]\b/)[0];
      assert.equal(priority(after.words), priority(before.words));
      assert.doesNotMatch(after.words, /restricted/i);
    },
  ],
  [
    'what she changes reaches the thread, what Ben changes reaches her',
    async ({ rita, ben, number }) => {
      const said = await rita.says(`${number} it started on gate seven`);
      await ben.seesInThread(number, 'it started on gate seven');
      await rita.edits(said, `${number} it started on gate nine`);
      await ben.seesInThread(number, 'it started on gate nine');
      await ben.writesInThread(number, 'between us: a known fault of the font');
      await ben.writesInThread(number, '>> Please unplug gate nine for a minute');
      await rita.sees('Please unplug gate nine for a minute');
      await rita.doesNotSee('a known fault of the font');
    },
  ],
  [
    'Ben sends a picture across, and she opens it',
    async ({ rita, ben, number }) => {
      await ben.attachesInThread(number, '>> This is how the gates must look', gates);
      await rita.sees('This is how the gates must look');
      await rita.opensFile(gates);
    },
  ],
  [
    'the host is killed while both write: everything arrives, once',
    async ({ rita, ben, number, dying }) => {
      await dying(() => rita.says(`${number} gate nine is unplugged now`));
      await ben.seesInThread(number, 'gate nine is unplugged now');
      await dying(() => ben.writesInThread(number, '>> Plug it in again after the reset'));
      await rita.sees('Plug it in again after the reset');
    },
  ],
  [
    'what was said already is not asked again, and where it stands is told',
    async ({ rita, ben, number }) => {
      await ben.fillsFormOfCase(number, 'Ask the rep', 'Which label stock is in the printer?');
      await ben.isTold(/Stock 4x6 thermal|asked that already|already/i);
      await rita.says('any news on the tablet?');
      await rita.sees(new RegExp(`${number}[^]*Ben has it`));
    },
  ],
  [
    'a second matter of the day is a case of its own',
    async story => {
      story.second = await becomesCase(story, 'The dock scale of hall two shows grams where it must show ounces');
      assert.notEqual(story.second, story.number);
      await story.ben.findsCase(story.second, /grams/);
      await story.rita.says('my cases');
      await story.rita.sees(new RegExp(`(?=[^]*${story.number})[^]*${story.second}`));
    },
  ],
  [
    'resolved; it is still broken and comes back; resolved again, the client told, closed',
    async ({ rita, ben, number }) => {
      const resolve = cure => ben.fillsFormOfCase(number, 'Resolve', { 'What fixed it': cure, 'Tell the client': `${cure}. It prints upright again.` });
      await resolve('A new font');
      await rita.sees('A new font. It prints upright again.');
      await ben.findsCase(number, /resolved by/i);
      await rita.presses('Reopen', { on: 'A new font' });
      if (await rita.opensForm()) await rita.fillsForm({});
      await ben.findsCase(number, /\[Resolve\]/);
      await resolve('The font and the driver');
      await rita.sees('The font and the driver. It prints upright again.');
      await rita.presses('Client told', { on: 'The font and the driver' });
      if (await rita.opensForm()) await rita.fillsForm({});
      await ben.findsCase(number, /closed/i);
    },
  ],
  [
    'the digest accounts for every message',
    async ({ mia, ben, rita, second }) => {
      await ben.pressesOnCase(second, 'Claim');
      await ben.fillsFormOfCase(second, 'Resolve', { 'What fixed it': 'Units', 'Tell the client': 'It weighs in ounces.' });
      await rita.presses('Client told', { on: 'It weighs in ounces' });
      if (await rita.opensForm()) await rita.fillsForm({});
      await ben.findsCase(second, /closed/i);
      await mia.says('digest');
      await mia.sees(/questions (\d+) · finished \1 · open 0 · lost 0/);
    },
  ],
];

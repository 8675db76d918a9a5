// An organisation folder for one story: the sample that ships with the bot, with our people, one place for all queues, and two articles of our own.
import fs from 'node:fs';
import path from 'node:path';
import { root } from './host.mjs';

const sample = ['bot/Policies/sample', 'bot/Policies'].map(p => path.join(root, p)).find(p => fs.existsSync(path.join(p, 'organisation.yaml')));

/** People of every story; the addresses are those that the Slack and Teams sides give to names. */
export const people = { rita: 'rep', ben: 'specialist', carol: 'specialist', mia: 'manager' };
export const addressOf = name => `${name}@example.com`;
const nameOf = name => name[0].toUpperCase() + name.slice(1);

export const certificate = {
  question: 'How do we renew the signing certificate for single sign-on?',
  title: 'Renew the signing certificate for single sign-on',
};
export const uncovered = 'The loading dock tablet prints barcode QX-7781 upside down since Tuesday';

/** Writes the folder. place: where all queues post; digestAt: "HH:MM" in UTC for Mia's digest; more: extra knowledge files { name: text }; also: further people { name: role }. */
export function writeOrganisation(folder, { place, digestAt, more = {}, also = {} }) {
  if (!sample) throw new Error('the sample organisation was not found below bot/Policies');
  fs.cpSync(sample, folder, { recursive: true });
  const file = path.join(folder, 'organisation.yaml');
  let text = fs.readFileSync(file, 'utf8');
  const queues = [
    ...text
      .slice(text.search(/^queues:/m))
      .split(/^digests:/m)[0]
      .matchAll(/\bid:\s*([\w-]+)/g),
  ].map(m => m[1]);
  const line = ([name, role]) =>
    `  - { email: ${addressOf(name)}, name: ${nameOf(name)}, roles: [${role}]${role === 'rep' ? '' : `, queues: [${queues.join(', ')}]`} }`;
  text = text.replace(/^time_zone:.*$/m, 'time_zone: UTC');
  text = text.replace(/^hours:.*(\n[ \t]+.*)*$/m, 'hours: { mon-sun: "00:00-24:00" }');
  text = text.replace(/place:\s*"[^"]*"|place:\s*[^,}\s]+/g, `place: "${place}"`);
  const everybody = { ...people, ...also };
  for (const name of Object.keys(everybody)) text = text.replace(new RegExp(`^.*\\bemail: ${addressOf(name)}\\b.*roles:.*\\n`, 'm'), '');
  text = text.replace(/^people:.*$/m, `people:\n${Object.entries(everybody).map(line).join('\n')}`);
  text = text.replace(/^digests:[\s\S]*?(?=^\S|(?![\s\S]))/m, '');
  if (digestAt) text += `\ndigests:\n  - { to: ${addressOf('mia')}, at: "${digestAt}", on: [mon, tue, wed, thu, fri, sat, sun], when_quiet: send }\n`;
  fs.writeFileSync(file, text);
  const departments = path.join(folder, 'departments.yaml');
  fs.writeFileSync(departments, fs.readFileSync(departments, 'utf8').replace(/place:\s*"[^"]*"/g, `place: "${place}"`));
  const year = new Date().getUTCFullYear();
  const article = `---
id: story-signing-certificate
title: ${certificate.title}
tags: [sso, certificate]
audience: internal
owner: ${addressOf('mia')}
review_by: ${year + 1}-12-31
---
Open Settings, Identity, Certificates. Choose Renew and download the metadata file. Upload the file at your identity provider within 24 hours.
`;
  for (const [name, body] of Object.entries({ 'story-signing-certificate.md': article, ...more }))
    (fs.mkdirSync(path.join(folder, 'knowledge'), { recursive: true }), fs.writeFileSync(path.join(folder, 'knowledge', name), body));
  return folder;
}

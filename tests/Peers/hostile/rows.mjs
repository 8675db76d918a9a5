// What the host has stored, counted from outside: its database is PostgreSQL here, and psql reads it.
import { spawnSync } from 'node:child_process';

export class Rows {
  /** connection: as in ESCALATIONBOT_TEST_POSTGRES. Makes a database of that name. */
  constructor(connection, database) {
    this.part = key => connection.match(new RegExp(`${key}=([^;]+)`, 'i'))[1];
    this.connection = connection.replace(/Database=[^;]+/i, `Database=${database}`);
    this.database = database;
    this.#psql(this.part('Database'), `create database ${database}`);
  }
  #psql(database, sql) {
    const r = spawnSync('psql', ['-h', this.part('Host'), '-p', this.part('Port'), '-U', this.part('Username'), '-d', database, '-At', '-c', sql], {
      encoding: 'utf8',
    });
    if (r.status !== 0) throw new Error(`psql: ${r.stderr}`);
    return r.stdout.trim();
  }
  query(sql) {
    return this.#psql(this.database, sql);
  }
  /** { table: rows } of everything that people's deeds fill (workers' own bookkeeping and measures left out). */
  count() {
    const tables = this.query(`select table_name from information_schema.tables where table_schema = 'public' order by 1`).split('\n').filter(Boolean);
    const sql = tables.map(t => `select '${t}', count(*) from "${t}"`).join(' union all ');
    return Object.fromEntries(
      this.query(sql)
        .split('\n')
        .map(l => l.split('|')),
    );
  }
}

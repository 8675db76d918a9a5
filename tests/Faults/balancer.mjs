// One address for several replicas: each connection goes to one that lives; when it dies, its connections break.
import net from 'node:net';

export class Balancer {
  #turn = 0;
  constructor(hosts) {
    this.hosts = hosts;
    this.server = net.createServer(client => this.#carry(client));
  }
  listen(port) {
    return new Promise(done => this.server.listen(port, '127.0.0.1', done));
  }
  #carry(client) {
    client.on('error', () => {});
    const live = this.hosts.filter(h => h.alive);
    if (!live.length) return client.destroy();
    const bot = net.connect(live[this.#turn++ % live.length].port, '127.0.0.1');
    bot.on('error', () => client.destroy());
    bot.on('close', () => client.destroy());
    client.on('close', () => bot.destroy());
    client.pipe(bot).pipe(client);
  }
  stop() {
    this.server.close();
  }
}

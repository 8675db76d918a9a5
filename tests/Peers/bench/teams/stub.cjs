// stub Bot Connector: answers 201 {"id":..} to every POST; counts. PORT (default 3991); GET /count
let n = 0;
require('http')
    .createServer((q, r) => {
        if (q.method === 'GET') return r.end(String(n));
        q.resume();
        q.on('end', () => {
            n++;
            r.writeHead(201, { 'content-type': 'application/json' });
            r.end('{"id":"' + n + '"}');
        });
    })
    .listen(+process.env.PORT || 3991, '127.0.0.1');

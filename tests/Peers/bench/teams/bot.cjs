// botbuilder-js reference bot: auth disabled, one sendActivity per message. PORT (default 3990)
const http = require('http');
const { CloudAdapter, ConfigurationBotFrameworkAuthentication, ActivityHandler } = require('botbuilder');
const adapter = new CloudAdapter(new ConfigurationBotFrameworkAuthentication({ MicrosoftAppId: '', MicrosoftAppPassword: '' }));
class B extends ActivityHandler {
    constructor() {
        super();
        this.onMessage(async (c, n) => {
            await c.sendActivity('echo: ' + c.activity.text);
            await n();
        });
    }
}
const bot = new B();
http.createServer((req, res) => {
    if (req.url === '/rss') return res.end(JSON.stringify(process.memoryUsage()));
    let b = '';
    req.on('data', (d) => (b += d));
    req.on('end', async () => {
        req.body = JSON.parse(b);
        const r = {
            socket: req.socket,
            header(k, v) {
                res.setHeader(k, v);
                return r;
            },
            status(s) {
                res.statusCode = s;
                return r;
            },
            send(x) {
                if (x !== undefined) res.write(typeof x === 'string' ? x : JSON.stringify(x));
                return r;
            },
            end(...a) {
                res.end(...a);
                return r;
            },
        };
        await adapter.process(req, r, (c) => bot.run(c));
    });
}).listen(+process.env.PORT || 3990, '127.0.0.1');

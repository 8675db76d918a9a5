// The peer for Teams: botbuilder-js without authentication, one sendActivity for each message. PORT.
const http = require('http');
const { ActivityHandler, CloudAdapter, ConfigurationBotFrameworkAuthentication } = require('botbuilder');
const adapter = new CloudAdapter(new ConfigurationBotFrameworkAuthentication({ MicrosoftAppId: '', MicrosoftAppPassword: '' }));
class Echo extends ActivityHandler {
    constructor() {
        super();
        this.onMessage(async (context, next) => {
            await context.sendActivity('echo: ' + context.activity.text);
            await next();
        });
    }
}
const bot = new Echo();
http.createServer((req, res) => {
    let body = '';
    req.on('data', d => (body += d));
    req.on('end', async () => {
        req.body = JSON.parse(body);
        const answer = {
            socket: req.socket,
            header: (k, v) => (res.setHeader(k, v), answer),
            status: s => ((res.statusCode = s), answer),
            send: x => (x !== undefined && res.write(typeof x === 'string' ? x : JSON.stringify(x)), answer),
            end: (...x) => (res.end(...x), answer),
        };
        await adapter.process(req, answer, context => bot.run(context));
    });
}).listen(Number(process.env.PORT), '127.0.0.1', () => console.log('up'));

-- wrk -s wrk.lua URL -- FILE PATH: sends each line of FILE once (requests.mjs), then prints one line of JSON.
local requests, next, count = {}, 0, 0
function init(args)
  for line in io.lines(args[1]) do
    local ts, signature, body = line:match("^(%S+)\t([^\t]+)\t(.*)$")
    local slack = signature == "-" and "" or "X-Slack-Signature: " .. signature .. "\r\nX-Slack-Request-Timestamp: " .. ts .. "\r\n"
    count = count + 1
    requests[count] = "POST " .. args[2] .. " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nAccept: */*\r\n" .. slack .. "Content-Length: " .. #body .. "\r\n\r\n" .. body
  end
end
function request()
  next = next % count + 1
  return requests[next]
end
function done(s, l, r)
  io.write(string.format('JSON {"requests":%d,"seconds":%.3f,"p50":%.2f,"p99":%.2f,"failed":%d}\n', s.requests, s.duration / 1e6, l:percentile(50) / 1000, l:percentile(99) / 1000,
    s.errors.status + s.errors.connect + s.errors.read + s.errors.write + s.errors.timeout))
end

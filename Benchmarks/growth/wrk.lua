-- Asks the lines of a file in turn, each thread from a place of its own: a path, and an ETag behind a tab where it has one.
local threads = 0
function setup(thread)
  thread:set('place', threads)
  threads = threads + 1
end

function init()
  local tokens, requests = {}, {}
  for line in io.lines(os.getenv('LOAD_TOKENS')) do tokens[#tokens + 1] = line end
  for line in io.lines(os.getenv('LOAD_PATHS')) do
    local path, tag = line:match('^([^\t]*)\t?(.*)$')
    local headers = {Authorization = 'Bearer ' .. tokens[#requests % #tokens + 1]}
    if tag ~= '' then headers['If-None-Match'] = tag end
    requests[#requests + 1] = wrk.format('GET', path, headers)
  end
  local count = #requests
  local next = math.floor(place * count / 2)
  request = function()
    next = next % count + 1
    return requests[next]
  end
end

function done(summary, latency)
  io.write(string.format('RESULT {"requests": %d, "seconds": %.6f, "failed": %d, "lost": %d, "p50": %.3f, "p99": %.3f, "max": %.3f}\n',
    summary.requests, summary.duration / 1e6, summary.errors.status,
    summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000, latency.max / 1000))
end

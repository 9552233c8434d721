-- Sends each prepared request once and counts what comes back. Arguments after `--`: the file of
-- requests ("key body" a line) and the kiosk's cookie. BENCH_RESULT names the file for the result.

local ffi = require("ffi")
ffi.cdef [[
  typedef struct { long s; long ns; } bench_time;
  int clock_gettime(int clock, bench_time *now);
  int getpid(void);
  int kill(int process, int signal);
]]
local now = ffi.new("bench_time")

local SPARE = 64 -- more than there are connections: whoever is under way finds a request

local function seconds()
  ffi.C.clock_gettime(1, now) -- CLOCK_MONOTONIC
  return tonumber(now.s) + tonumber(now.ns) / 1e9
end

local threads = {}

function setup(thread)
  table.insert(threads, thread)
end

local requests, asked = {}, 0
sent, answers, first, last, waits = 0, {}, 0, 0, {}

function init(args)
  local headers = { ["Content-Type"] = "application/json", ["Cookie"] = args[2] }
  for line in io.lines(args[1]) do
    local key, body = line:match("^(%S+) (.+)$")
    headers["Idempotency-Key"] = key
    table.insert(requests, wrk.format("POST", "/v1/check-ins", headers, body))
  end
end

function request()
  asked = seconds()
  if sent == 0 then first = asked end
  sent = sent + 1
  return requests[sent] or error("the prepared requests ran out")
end

function response(status)
  last = seconds()
  table.insert(waits, last - asked) -- the wait of this answer with one connection only
  answers[tostring(status)] = (answers[tostring(status)] or 0) + 1
  if sent >= #requests - SPARE then stop() end
end

function stop() -- this thread, and the sleep of the one that waits for the time to pass
  wrk.thread:stop()
  ffi.C.kill(ffi.C.getpid(), 2) -- SIGINT
end

local function numbers(values)
  for place, value in ipairs(values) do values[place] = string.format("%.7f", value) end
  return "[" .. table.concat(values, ",") .. "]"
end

function done(summary, latency)
  local thread, counts = threads[1], {}
  for status, count in pairs(thread:get("answers")) do
    table.insert(counts, string.format("%q: %d", status, count))
  end
  local file = assert(io.open(os.getenv("BENCH_RESULT"), "w"))
  file:write(string.format(
    '{"answers": {%s}, "seconds": %.7f, "faults": %d, "p50": %.7f, "p99": %.7f, "waits": %s}',
    table.concat(counts, ", "),
    thread:get("last") - thread:get("first"),
    summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout,
    latency:percentile(50) / 1e6,
    latency:percentile(99) / 1e6,
    numbers(thread:get("waits"))
  ))
  file:close()
end

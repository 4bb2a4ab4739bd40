/**
 * What surrounds a script. Its text comes as the last argument, so that its line numbers and its compile
 * errors stay as they are. The engine's own rendering of a failure is not used: it would name the frame.
 *
 * - Of several values that a script returns only the first counts.
 * - Numbers go to commands with all their digits (`%.17g` in Redis's `script_lua.c`, 14 in the engine):
 *   times in microseconds need 16.
 * - `pcall` gives the text of an error that is a table, as since Redis 7.0, and does not swallow the end
 *   of an endless loop.
 */
export const fuelMessage = 'Script killed by fuel limit';

/** Before a failure that the script did not catch; then its line, this again, and its message. */
export const failureMark = '\x01';

const helpers = String.raw`
local compiled, unsafe, unsafeWithHandler, engine = ...
local find, match, format, gsub = string.find, string.match, string.format, string.gsub

local function exact(...)
  local args, count = {...}, select("#", ...)
  for at = 1, count do
    if type(args[at]) == "number" then args[at] = format("%.17g", args[at]) end
  end
  return unpack(args, 1, count)
end

local protected = engine.pcall
local own = setmetatable({
  call = function(...)
    local reply = protected(exact(...))
    if type(reply) == "table" and reply.err then error({err = reply.err}) end
    return reply
  end,
  pcall = function(...) return protected(exact(...)) end,
  setresp = function(version, ...)
    if version == 3 then
      error({err = "ERR redis.setresp(3) is not supported by the embedded Redis"})
    end
    if version ~= 2 then error({err = "ERR RESP version must be 2 or 3."}) end
  end,
  error_reply = function(message, ...)
    if type(message) ~= "string" or select("#", ...) > 0 then
      return {err = "ERR wrong number or type of arguments"}
    end
    return engine.error_reply((gsub(message, "^%-", "", 1)))
  end,
}, {
  __index = engine,
  __newindex = function() error("Attempt to modify a readonly table", 2) end,
})

local function messageOf(problem)
  if type(problem) == "table" and type(problem.err) == "string" then return problem.err end
  return problem
end

local function checked(ok, problem, ...)
  if ok then return ok, problem, ... end
  problem = messageOf(problem)
  if find(tostring(problem), "${fuelMessage}", 1, true) then error(problem, 0) end
  return ok, problem
end

-- The innermost place in the script: what is around it has another name. 0 where a tail call,
-- "return redis.call(...)", has left none.
local function lineOf(problem)
  local line = type(problem) == "string" and match(problem, "^user_script:(%d+):")
  for level = 2, 20 do
    if line then break end
    local _, place = unsafe(error, "", level)
    line = match(tostring(place), "^user_script:(%d+):")
  end
  return line or "0"
end

local function told(problem)
  local isTable = type(problem) == "table"
  local message = messageOf(problem)
  local text = type(message) == "string" and message or "unknown error"
  if not isTable then text = "ERR " .. text end
  return {err = "${failureMark}" .. lineOf(problem) .. "${failureMark}" .. text}
end

local function run()
  return (compiled(
    function(...) return checked(unsafe(...)) end,
    function(...) return checked(unsafeWithHandler(...)) end,
    own))
end
local _, result = unsafeWithHandler(run, told)
-- What the engine refuses, or converts in another way.
if type(result) == "function" then return nil end
if type(result) == "table" and type(result.double) == "number" then
  return format("%.17g", result.double)
end
if type(result) == "number" and not (result > -2^63 and result < 2^63) then return -2^63 end
return result`;

/** Lua's long brackets; the helpers hold none. */
const quoted = `[==[${helpers}]==]`;

export const frame = `
local compiled, message = loadstring("local pcall,xpcall,redis=... " .. table.remove(ARGV), "@user_script")
if not compiled then
  return {err = "ERR Error compiling script (new function): " .. message}
end
return loadstring(${quoted}, "@frame")(compiled, pcall, xpcall, redis)`;

export const compileOnly = `
local compiled, message = loadstring(ARGV[1], "@user_script")
return compiled and 1 or {err = "ERR Error compiling script (new function): " .. message}`;

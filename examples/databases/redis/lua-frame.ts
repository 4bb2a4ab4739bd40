/**
 * What surrounds a script. Its text comes as the last argument, so that its line numbers and its compile
 * errors stay as they are. The engine's own rendering of a failure is not used: it would name the frame.
 *
 * - Of several values that a script returns only the first counts.
 * - Numbers go to commands with all their digits (`%.17g` in Redis's `script_lua.c`, 14 in the engine):
 *   times in microseconds need 16.
 * - `pcall` gives the text of an error that is a table, as since Redis 7.0, and does not swallow the end
 *   of an endless loop.
 *
 * All of it is compiled again for each run, because nothing can be kept in the engine: what few scripts
 * need is apart.
 */
export const fuelMessage = 'Script killed by fuel limit';

/** Before a failure that the script did not catch; then its line, this again, and its message. */
export const failureMark = '\x01';

const always = String.raw`
local compiled, pcall, xpcall, redis, seldom = ...
local send = redis.pcall
local function exact(...)
  local args
  for at = 1, select("#", ...) do
    local value = select(at, ...)
    if type(value) == "number" then
      args = args or {...}
      args[at] = string.format("%.17g", value)
    end
  end
  if args then return unpack(args, 1, select("#", ...)) end
  return ...
end
local function more(name, ...)
  return loadstring(seldom, "@frame")(pcall, redis)[name](...)
end
local own = setmetatable({
  call = function(...)
    local reply = send(exact(...))
    if type(reply) == "table" and reply.err then error({err = reply.err}) end
    return reply
  end,
  pcall = function(...) return send(exact(...)) end,
}, {
  __index = function(_, name) return more("index", name) end,
  __newindex = function() error("Attempt to modify a readonly table", 2) end,
})
local function checked(ok, ...)
  if ok then return ok, ... end
  return more("caught", ...)
end
local _, result = xpcall(function()
  return (compiled(
    function(...) return checked(pcall(...)) end,
    function(...) return checked(xpcall(...)) end,
    own))
end, function(problem) return more("told", problem) end)
local kind = type(result)
if kind == "number" and not (result > -2^63 and result < 2^63)
  or kind == "table" and result.double or kind == "function" then
  return more("returned", result, kind)
end
return result`;

const seldom = String.raw`
local pcall, redis = ...
local functions = {
  setresp = function(version)
    if version == 3 then
      error({err = "ERR redis.setresp(3) is not supported by the embedded Redis"})
    end
    if version ~= 2 then error({err = "ERR RESP version must be 2 or 3."}) end
  end,
  error_reply = function(message, ...)
    if type(message) ~= "string" or select("#", ...) > 0 then
      return {err = "ERR wrong number or type of arguments"}
    end
    return redis.error_reply((string.gsub(message, "^%-", "", 1)))
  end,
}

local function messageOf(problem)
  if type(problem) == "table" and type(problem.err) == "string" then return problem.err end
  return problem
end

-- The innermost place in the script: what is around it has another name. 0 where a tail call,
-- "return redis.call(...)", has left none.
local function lineOf(problem)
  local line = type(problem) == "string" and string.match(problem, "^user_script:(%d+):")
  for level = 2, 20 do
    if line then break end
    local _, place = pcall(error, "", level)
    line = string.match(tostring(place), "^user_script:(%d+):")
  end
  return line or "0"
end

return {
  index = function(name) return functions[name] or redis[name] end,
  caught = function(problem)
    problem = messageOf(problem)
    if string.find(tostring(problem), "${fuelMessage}", 1, true) then error(problem, 0) end
    return false, problem
  end,
  told = function(problem)
    local message = messageOf(problem)
    local text = type(message) == "string" and message or "unknown error"
    if type(problem) ~= "table" then text = "ERR " .. text end
    return {err = "${failureMark}" .. lineOf(problem) .. "${failureMark}" .. text}
  end,
  -- What the engine refuses, or converts in another way.
  returned = function(result, kind)
    if kind == "function" then return nil end
    if kind == "number" then return -2^63 end
    if type(result.double) ~= "number" then return result end
    return string.format("%.17g", result.double)
  end,
}`;

/** Lua's long brackets; neither text holds one. */
const quoted = (text: string): string => `[==[${text.replaceAll(/\n\s*/g, '\n')}]==]`;

export const frame = `
local compiled, message = loadstring("local pcall,xpcall,redis=... " .. table.remove(ARGV), "@user_script")
if not compiled then
  return {err = "ERR Error compiling script (new function): " .. message}
end
return loadstring(${quoted(always)}, "@frame")(compiled, pcall, xpcall, redis, ${quoted(seldom)})`;

export const compileOnly = `
local compiled, message = loadstring(ARGV[1], "@user_script")
return compiled and 1 or {err = "ERR Error compiling script (new function): " .. message}`;

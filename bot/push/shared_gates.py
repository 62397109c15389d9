"""The gates of all processes together, on Redis: one Lua script, so that both keys of a message are taken or neither.

Redis may go away, and come back empty. Then each process keeps to its share, the rate divided by the processes that
were alive, and the log says so. What was taken on one side is not known on the other, so whoever changes sides begins
as if every gate were used up, burst and all, until the last place of the other side is used:

- **To the share.** A dead Redis gives no place, and what it gave was at most MOST_AHEAD off. So long after it noticed,
  a process gives none; of the chats it wrote to itself it knows more. A Redis that only stumbled is back within that
  time, and nothing was given twice.
- **Back to Redis.** The first that sees a Redis which was started anew marks there when its gates stop being full. All
  give by their shares until MOST_AHEAD before the mark, by which time each has seen it. Then they tell Redis which
  chats they wrote to last, and ask it; its places begin at the mark. Where the mark or the scripts are missing nothing
  is counted: so those too notice who did not ask meanwhile.

Thus no window of w seconds holds more than w × rate and one for each process, of all messages together; of one chat,
w × rate, the burst, and one for each other process that writes to it in the same second (mostly none). This is for
processes that knew of each other, a beat after the last one came. It is not for a network that parts one from a Redis
that the others reach: that one can't know, and sends its share rather than nothing.
"""

import asyncio
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from math import inf
from typing import Any
from uuid import uuid4

import structlog
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from bot.metrics import Metrics
from bot.push.gates import MOST_AHEAD, Entry, Gate, LocalGates

_PREFIX = "buzon:gate:"
_ALIVE = "buzon:processes"
_FULL = "buzon:full-until"

_PATIENCE = 0.25
"""Seconds for one call: whoever waits longer for permission than for the message itself has none."""

_PROBE = 0.25
_SETTLE = 2.0
"""Seconds from Redis coming back until all leave their shares: four probes that take all their patience, so that each
has been told."""

_BEAT = 5.0
_DEAD_AFTER = 15.0

_UNTOLD = 4
"""By how many to divide where Redis was never there to say how many we are: rather too slow than too fast."""

_MOST_UNTOLD = 10_000

_NOW = """
local t = redis.call('TIME')
local now = tonumber(t[1]) + tonumber(t[2]) / 1e6
"""

_COUNTED = (
    _NOW
    + """
local full = tonumber(redis.call('HGET', KEYS[1], 'until') or '-1')
if full < 0 then return false end
local function due_at(key, tolerance)
  return math.max(tonumber(redis.call('GET', key) or '0'), full + tonumber(tolerance))
end
"""
)

# KEYS: the mark, then the gates. ARGV: ahead, places, then interval and tolerance of each gate. Times are Redis's own:
# processes on machines whose clocks differ still share one. Nothing is given where the mark is missing.
_ENTER = (
    _COUNTED
    + """
local ahead, places = tonumber(ARGV[1]), tonumber(ARGV[2])
local due = {}
for i = 2, #KEYS do due[i] = due_at(KEYS[i], ARGV[2 * i]) end
local at = math.max(now, due[2] - tonumber(ARGV[4]))
if at - now > ahead + 1e-6 then return {0, string.format('%.6f', at - now - ahead), 1} end
for i = 3, #KEYS do
  local opens = due[i] - tonumber(ARGV[2 * i])
  if opens > at + 1e-6 then return {0, string.format('%.6f', opens - now), i - 1} end
end
for i = 2, #KEYS do
  local next = math.max(due[i], at) + places * tonumber(ARGV[2 * i - 1])
  redis.call('SET', KEYS[i], string.format('%.6f', next), 'PX', math.ceil((next - now) * 1000) + 1000)
end
return {1, string.format('%.6f', at - now), 0}
"""
)

# KEYS: the mark, the shared gate, then one of each who asks. ARGV: ahead, then interval and tolerance of each gate.
# Gives for each who asks: taken, wait, which of its two gates was shut.
_ENTER_EACH = (
    _COUNTED
    + """
local ahead, interval, tolerance = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local due, changed, answers = {}, {}, {}
for i = 2, #KEYS do due[KEYS[i]] = due_at(KEYS[i], ARGV[2 * i - 1]) end
for i = 3, #KEYS do
  local key = KEYS[i]
  local at = math.max(now, due[KEYS[2]] - tolerance)
  local opens = due[key] - tonumber(ARGV[2 * i - 1])
  if at - now > ahead + 1e-6 then
    answers[i - 2] = {0, string.format('%.6f', at - now - ahead), 1}
  elseif opens > at + 1e-6 then
    answers[i - 2] = {0, string.format('%.6f', opens - now), 2}
  else
    due[KEYS[2]] = math.max(due[KEYS[2]], at) + interval
    due[key] = math.max(due[key], at) + tonumber(ARGV[2 * i - 2])
    changed[KEYS[2]], changed[key] = true, true
    answers[i - 2] = {1, string.format('%.6f', at - now), 0}
  end
end
for key, _ in pairs(changed) do
  redis.call('SET', key, string.format('%.6f', due[key]), 'PX', math.ceil((due[key] - now) * 1000) + 1000)
end
return answers
"""
)

# Shuts each of the gates for so many seconds (ARGV), its tolerance included.
_HALT = (
    _NOW
    + """
for i, key in ipairs(KEYS) do
  local next = math.max(tonumber(redis.call('GET', key) or '0'), now + tonumber(ARGV[i]))
  redis.call('SET', key, string.format('%.6f', next), 'PX', math.ceil((next - now) * 1000) + 1000)
end
"""
)

# Seconds until the gates of this Redis stop being full. The mark is of one run of the server: what another one kept on
# its disk is older than what was sent since. (Who may not ask for the run is left with what an empty Redis shows.)
_FULL_UNTIL = (
    _NOW
    + """
local told = redis.pcall('INFO', 'server')
local run = type(told) == 'string' and string.match(told, 'run_id:(%w+)') or 'one'
local mark = redis.call('HMGET', KEYS[1], 'run', 'until')
local full = mark[1] == run and tonumber(mark[2]) or now + tonumber(ARGV[1])
redis.call('HSET', KEYS[1], 'run', run, 'until', string.format('%.6f', full))
return string.format('%.6f', full - now)
"""
)

# One beat of one process; gives how many are alive, this one included, and 1 where this Redis has heard all of them:
# after it came back empty, one by one they say that they are still there.
_BEAT_AND_COUNT = (
    _NOW
    + """
redis.call('ZADD', KEYS[1], now, ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], 0, now - tonumber(ARGV[2]))
local full = tonumber(redis.call('HGET', KEYS[2], 'until') or string.format('%.6f', now))
return {redis.call('ZCARD', KEYS[1]), now - full > tonumber(ARGV[2]) and 1 or 0}
"""
)

_GONE = (RedisError, OSError, TimeoutError)

_log = structlog.get_logger(__name__)


class SharedGates:
    """Gates on the Redis at `url`. Built inside the running loop; `close()` at the end. Never raises for Redis."""

    def __init__(self, url: str, metrics: Metrics) -> None:
        self._redis: Redis = Redis.from_url(
            url,
            socket_timeout=_PATIENCE,
            socket_connect_timeout=_PATIENCE,
            decode_responses=True,
            retry=Retry(NoBackoff(), 0),  # its own ten would keep everybody waiting for seconds
        )
        self._metrics = metrics
        self._loaded: dict[str, str] = {}
        self._alone = LocalGates()
        self._untold: dict[str, Gate] = {}
        self._shared = self._was_shared = False
        self._probing = asyncio.Lock()
        self._probe_at = 0.0
        self._alone_until = 0.0  # inf: for as long as Redis does not answer
        self._name = uuid4().hex
        self._processes = 0

    @property
    def shared(self) -> bool:
        """Whether Redis counts just now."""
        return self._shared

    async def enter(self, gates: Sequence[Gate], *, ahead: float = 0.0, places: int = 1) -> Entry:
        """As `Gates.enter`, over all processes; over this one's share while Redis is away."""
        answer = await self._asked(_ENTER, gates, ahead, places)
        if answer is None:
            return await self._alone.enter(self._shares(gates), ahead=ahead, places=places)
        taken, wait, shut = bool(answer[0]), float(answer[1]), int(answer[2])
        for gate in gates if taken else ():
            self._alone.take(gate, wait, places=places)
        return Entry(wait, taken=taken, shut=None if taken else gates[shut - 1].key)

    async def enter_each(self, shared: Gate, own: Sequence[Gate], *, ahead: float = 0.0) -> list[Entry]:
        """As `Gates.enter_each`: one trip for all who ask."""
        answers = await self._asked(_ENTER_EACH, [shared, *own], ahead)
        if answers is None:
            everybody, *each = self._shares([shared, *own])
            return await self._alone.enter_each(everybody, each, ahead=ahead)
        entries = [
            Entry(float(wait), taken=bool(taken), shut=(None, shared.key, gate.key)[int(shut)])
            for gate, (taken, wait, shut) in zip(own, answers, strict=True)
        ]
        for gate, entry in zip(own, entries, strict=True):
            if entry.taken:
                self._alone.take(gate, entry.wait)
        return entries

    async def halt(self, gate: Gate, seconds: float) -> None:
        """As `Gates.halt`. Kept here too: what the platform asked holds even if Redis goes away now, or forgets it."""
        for share in self._shares([gate]):
            await self._alone.halt(share, seconds)
        if self._shared:
            try:
                await self._told(_HALT, [_PREFIX + gate.key], seconds + gate.tolerance)
            except _GONE as error:
                await self._lost(type(error).__name__)

    async def keep_alive(self, stopping: asyncio.Event) -> None:
        """Be counted among the processes until `stopping`: by how many to divide is known before Redis goes away."""
        beat_at = 0.0
        while not stopping.is_set():
            await self._probe()
            answers = self._shared or self._alone_until < inf
            if answers and time.monotonic() >= beat_at:
                await self.beat()
                beat_at = time.monotonic() + (_BEAT if self._shared else 0.0)
            with suppress(TimeoutError):
                await asyncio.wait_for(stopping.wait(), _PROBE)
        with suppress(*_GONE):
            await self._redis.zrem(_ALIVE, self._name)

    async def beat(self) -> None:
        """Show once that this process is alive, and learn how many are."""
        with suppress(*_GONE):
            count, all_heard = await self._told(_BEAT_AND_COUNT, [_ALIVE, _FULL], self._name, _DEAD_AFTER)
            self._processes = int(count) if all_heard else max(self._processes, int(count))

    async def close(self) -> None:
        """Close the connections."""
        await self._redis.aclose()

    async def _asked(self, script: str, gates: Sequence[Gate], *first: float) -> Any:
        """What a script that counts says; None where Redis does not count."""
        if not self._shared and time.monotonic() >= self._alone_until:
            await self._probe()
        if not self._shared:
            return None
        keys = [_FULL, *(_PREFIX + gate.key for gate in gates)]
        numbers = [number for gate in gates for number in (gate.interval, gate.tolerance)]
        try:
            # Not sent anew where it is missing: that is how a Redis shows that it was started anew.
            answer = await self._redis.evalsha(self._loaded[script], len(keys), *keys, *first, *numbers)
        except _GONE as error:
            await self._lost(type(error).__name__)
            return None
        if answer is None:
            await self._lost("it has forgotten all")
        return answer

    async def _told(self, script: str, keys: Sequence[str], *arguments: str | float) -> Any:
        return await self._redis.eval(script, len(keys), *keys, *arguments)

    def _shares(self, gates: Sequence[Gate]) -> list[Gate]:
        """This process's part of each; without a burst, which would be one in every process. Redis will be told of
        them."""
        if len(self._untold) > _MOST_UNTOLD:
            self._forget_open()
        self._untold.update((gate.key, gate) for gate in gates)
        return [self._share(gate) for gate in gates]

    def _forget_open(self) -> None:
        self._untold = {key: gate for key, gate in self._untold.items() if self._alone.shut(self._share(gate)) > 0}

    def _share(self, gate: Gate) -> Gate:
        processes = self._processes or _UNTOLD
        return replace(gate, interval=gate.interval * processes, tolerance=0.0) if processes > 1 else gate

    async def _lost(self, error: str) -> None:
        if not self._shared:
            return  # another one who asked meanwhile has found out
        self._shared = False
        self._begin_alone()
        self._metrics.limits_fallback.set(1)
        await _log.awarning(
            "redis is away: limits fall back to this process's share", error=error, processes=self._processes
        )
        with suppress(*_GONE):  # those that nobody uses just now are as dead, and each would look like a new loss
            await self._redis.connection_pool.disconnect(inuse_connections=False)

    def _begin_alone(self) -> None:
        self._alone.fill(MOST_AHEAD)
        self._alone_until = inf

    async def _probe(self) -> None:
        """Where Redis does not count: ask now and then whether it does. While shares are given `keep_alive` alone asks:
        one that swallows everything must not hold up every message."""
        async with self._probing:
            now = time.monotonic()
            if self._shared or now < self._probe_at:
                return
            self._probe_at = now + _PROBE
            if now >= self._alone_until:  # others may be back at it, or have lost it once more
                self._begin_alone()
            try:
                alone = float(await self._told(_FULL_UNTIL, [_FULL], _SETTLE + MOST_AHEAD)) - MOST_AHEAD
                if alone <= 0:
                    await self._join()
            except _GONE:
                self._metrics.limits_fallback.set(1)
                return
            if alone > 0:
                self._probe_at = self._alone_until = now + alone
                if not self._was_shared:  # how many we are is not known yet
                    self._alone.fill(alone)
                return
        await _log.ainfo("limits are shared through redis", processes=self._processes)

    async def _join(self) -> None:
        for script in (_ENTER, _ENTER_EACH):
            self._loaded[script] = await self._redis.script_load(script)
        # What it can't know: the chats written to by shares, and what the platform asked.
        self._forget_open()
        if self._untold:
            waits = [self._alone.shut(self._share(gate)) + gate.tolerance for gate in self._untold.values()]
            await self._told(_HALT, [_PREFIX + key for key in self._untold], *waits)
        self._shared = self._was_shared = True
        self._metrics.limits_fallback.set(0)

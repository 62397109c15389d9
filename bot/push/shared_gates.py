"""The gates of all processes together, on Redis: one Lua script, so that both keys of a message are taken or neither.

Redis may go away. Then each process keeps to its share, the rate divided by the processes that were alive, and the log
says so. All go back to Redis at the same instant, which the first that sees it again writes there: nobody takes its
full rate while others still take their shares.
"""

import asyncio
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from uuid import uuid4

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.metrics import Metrics
from bot.push.gates import Entry, Gate, LocalGates

_PREFIX = "buzon:gate:"
_ALIVE = "buzon:processes"
_SINCE = "buzon:since"

_PATIENCE = 0.25
"""Seconds for one call: whoever waits longer for permission than for the message itself has none."""

_PROBE = 1.0
_SETTLE = 2.0
"""Seconds from Redis coming back until it counts again: twice the probes' interval, so that all have seen it."""

_BEAT = 5.0
_DEAD_AFTER = 15.0

# KEYS: the gates. ARGV: ahead, places, then interval and tolerance of each gate. Times are Redis's own: processes on
# machines whose clocks differ still share one.
_ENTER = """
local t = redis.call('TIME')
local now = tonumber(t[1]) + tonumber(t[2]) / 1e6
local ahead, places = tonumber(ARGV[1]), tonumber(ARGV[2])
local due = {}
for i, key in ipairs(KEYS) do due[i] = tonumber(redis.call('GET', key) or '0') end
local at = math.max(now, due[1] - tonumber(ARGV[4]))
if at - now > ahead + 1e-6 then return {0, string.format('%.6f', at - now - ahead), 1} end
for i = 2, #KEYS do
  local opens = due[i] - tonumber(ARGV[2 + 2 * i])
  if opens > at + 1e-6 then return {0, string.format('%.6f', opens - now), i} end
end
for i, key in ipairs(KEYS) do
  local next = math.max(due[i], at) + places * tonumber(ARGV[1 + 2 * i])
  redis.call('SET', key, string.format('%.6f', next), 'PX', math.ceil((next - now) * 1000) + 1000)
end
return {1, string.format('%.6f', at - now), 0}
"""

# KEYS: the shared gate, then one of each who asks. ARGV: ahead, then interval and tolerance of each gate. Gives for
# each who asks: taken, wait, which of its two gates was shut.
_ENTER_EACH = """
local t = redis.call('TIME')
local now = tonumber(t[1]) + tonumber(t[2]) / 1e6
local ahead, interval, tolerance = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local due, changed, answers = {}, {}, {}
for _, key in ipairs(KEYS) do due[key] = tonumber(redis.call('GET', key) or '0') end
for i = 2, #KEYS do
  local key = KEYS[i]
  local at = math.max(now, due[KEYS[1]] - tolerance)
  local opens = due[key] - tonumber(ARGV[1 + 2 * i])
  if at - now > ahead + 1e-6 then
    answers[i - 1] = {0, string.format('%.6f', at - now - ahead), 1}
  elseif opens > at + 1e-6 then
    answers[i - 1] = {0, string.format('%.6f', opens - now), 2}
  else
    due[KEYS[1]] = math.max(due[KEYS[1]], at) + interval
    due[key] = math.max(due[key], at) + tonumber(ARGV[2 * i])
    changed[KEYS[1]], changed[key] = true, true
    answers[i - 1] = {1, string.format('%.6f', at - now), 0}
  end
end
for key, _ in pairs(changed) do
  redis.call('SET', key, string.format('%.6f', due[key]), 'PX', math.ceil((due[key] - now) * 1000) + 1000)
end
return answers
"""

_HALT = """
local t = redis.call('TIME')
local now = tonumber(t[1]) + tonumber(t[2]) / 1e6
local until_ = now + tonumber(ARGV[1])
local next = math.max(tonumber(redis.call('GET', KEYS[1]) or '0'), until_)
redis.call('SET', KEYS[1], string.format('%.6f', next), 'PX', math.ceil((next - now) * 1000) + 1000)
"""

# Seconds until the instant from which Redis counts; the first that asks an empty Redis sets it.
_SINCE_WHEN = """
local t = redis.call('TIME')
local now = tonumber(t[1]) + tonumber(t[2]) / 1e6
redis.call('SET', KEYS[1], string.format('%.6f', now + tonumber(ARGV[1])), 'NX')
return string.format('%.6f', tonumber(redis.call('GET', KEYS[1])) - now)
"""

# One beat of one process; gives how many are alive, this one included.
_BEAT_AND_COUNT = """
local t = redis.call('TIME')
local now = tonumber(t[1])
redis.call('ZADD', KEYS[1], now, ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], 0, now - tonumber(ARGV[2]))
return redis.call('ZCARD', KEYS[1])
"""

_log = structlog.get_logger(__name__)


class SharedGates:
    """Gates on the Redis at `url`. Built inside the running loop; `close()` at the end. Never raises for Redis."""

    def __init__(self, url: str, metrics: Metrics) -> None:
        self._redis: Redis = Redis.from_url(
            url, socket_timeout=_PATIENCE, socket_connect_timeout=_PATIENCE, decode_responses=True
        )
        self._metrics = metrics
        self._enter = self._redis.register_script(_ENTER)
        self._enter_each = self._redis.register_script(_ENTER_EACH)
        self._halt = self._redis.register_script(_HALT)
        self._since = self._redis.register_script(_SINCE_WHEN)
        self._beat = self._redis.register_script(_BEAT_AND_COUNT)
        self._alone = LocalGates()
        self._shared = False
        self._probe_at = 0.0
        self._name = uuid4().hex
        self._processes = 1

    @property
    def shared(self) -> bool:
        """Whether Redis counts just now."""
        return self._shared

    async def enter(self, gates: Sequence[Gate], *, ahead: float = 0.0, places: int = 1) -> Entry:
        """As `Gates.enter`, over all processes; over this one's share while Redis is away."""
        if not self._shared:
            await self._probe()
        if self._shared:
            numbers = [number for gate in gates for number in (gate.interval, gate.tolerance)]
            try:
                taken, wait, shut = await self._enter(
                    keys=[_PREFIX + gate.key for gate in gates], args=[ahead, places, *numbers]
                )
            except (RedisError, OSError, TimeoutError) as error:
                await self._lost(error)
            else:
                return Entry(float(wait), taken=bool(taken), shut=None if taken else gates[int(shut) - 1].key)
        return await self._alone.enter([self._share(gate) for gate in gates], ahead=ahead, places=places)

    async def enter_each(self, shared: Gate, own: Sequence[Gate], *, ahead: float = 0.0) -> list[Entry]:
        """As `Gates.enter_each`: one trip for all who ask."""
        if not self._shared:
            await self._probe()
        if self._shared:
            gates = [shared, *own]
            numbers = [number for gate in gates for number in (gate.interval, gate.tolerance)]
            try:
                answers = await self._enter_each(keys=[_PREFIX + gate.key for gate in gates], args=[ahead, *numbers])
            except (RedisError, OSError, TimeoutError) as error:
                await self._lost(error)
            else:
                return [
                    Entry(float(wait), taken=bool(taken), shut=(None, shared.key, gate.key)[int(shut)])
                    for gate, (taken, wait, shut) in zip(own, answers, strict=True)
                ]
        return await self._alone.enter_each(self._share(shared), [self._share(gate) for gate in own], ahead=ahead)

    async def halt(self, gate: Gate, seconds: float) -> None:
        """As `Gates.halt`. Kept here too: what the platform asked holds even if Redis goes away now."""
        await self._alone.halt(self._share(gate), seconds)
        if self._shared:
            try:
                await self._halt(keys=[_PREFIX + gate.key], args=[seconds + gate.tolerance])
            except (RedisError, OSError, TimeoutError) as error:
                await self._lost(error)

    async def keep_alive(self, stopping: asyncio.Event) -> None:
        """Be counted among the processes until `stopping`: by how many to divide is known before Redis goes away."""
        while not stopping.is_set():
            await self.beat()
            if not self._shared:
                await self._probe()
            with suppress(TimeoutError):
                await asyncio.wait_for(stopping.wait(), _BEAT if self._shared else _PROBE)
        with suppress(RedisError, OSError, TimeoutError):
            await self._redis.zrem(_ALIVE, self._name)

    async def beat(self) -> None:
        """Show once that this process is alive, and learn how many are."""
        with suppress(RedisError, OSError, TimeoutError):
            self._processes = max(1, int(await self._beat(keys=[_ALIVE], args=[self._name, _DEAD_AFTER])))

    async def close(self) -> None:
        """Close the connections."""
        await self._redis.aclose()

    def _share(self, gate: Gate) -> Gate:
        """This process's part of a gate; without a burst, which would be one in every process."""
        return replace(gate, interval=gate.interval * self._processes, tolerance=0.0) if self._processes > 1 else gate

    async def _lost(self, error: Exception) -> None:
        self._probe_at = time.monotonic() + _PROBE
        if self._shared:
            self._shared = False
            self._metrics.limits_fallback.set(1)
            await _log.awarning(
                "redis is away: limits fall back to this process's share",
                error=type(error).__name__,
                processes=self._processes,
            )

    async def _probe(self) -> None:
        now = time.monotonic()
        if now < self._probe_at:
            return
        self._probe_at = now + _PROBE
        try:
            wait = float(await self._since(keys=[_SINCE], args=[_SETTLE]))
        except (RedisError, OSError, TimeoutError):
            self._metrics.limits_fallback.set(1)
            return
        if wait > 0:
            self._probe_at = now + min(wait, _PROBE)
            return
        self._shared = True
        self._metrics.limits_fallback.set(0)
        await _log.ainfo("limits are shared through redis", processes=self._processes)
